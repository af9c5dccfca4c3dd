// <tessera-date-dialog>: shifts capture dates: a camera whose clock was wrong, or one that slept through a time zone.
// The file keeps its own date; the shift is the vault's and can be undone. With one photo, its new date is shown.
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { countOf } from '../../app/format.ts';
import type { FileId } from '../../core/ids.ts';
import { base } from '../kit/tokens.ts';
import { shiftDates } from './batch-actions.ts';
import { takenMoment } from './taken.ts';
import '../kit/button.ts';
import '../kit/dialog.ts';

const units = [
  { name: 'days', label: 'Days', ms: 86_400_000 },
  { name: 'hours', label: 'Hours', ms: 3_600_000 },
  { name: 'minutes', label: 'Minutes', ms: 60_000 },
] as const;
type Unit = (typeof units)[number]['name'];

@customElement('tessera-date-dialog')
export class TesseraDateDialog extends LitElement {
  static override readonly styles = [
    base,
    css`
      .way {
        display: flex;
        gap: var(--space-4);
        border: 0;
        padding: 0;
        margin: 0;
      }
      .way label {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        min-height: var(--touch);
      }
      .way input {
        width: 20px;
        height: 20px;
        accent-color: var(--accent);
      }
      .units {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: var(--space-3);
      }
      .units label {
        display: grid;
        gap: var(--space-1);
        font-weight: 550;
      }
      .units input {
        width: 100%;
        min-height: var(--touch);
        padding: 0 var(--space-3);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--surface-raised);
        font-size: max(16px, var(--text-body));
      }
    `,
  ];

  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) photos: readonly FileId[] = [];
  /** Of the one photo, to show what its date becomes. */
  @property({ attribute: false }) takenMs: number | undefined;
  @state() private later = true;
  @state() private amounts: Readonly<Record<Unit, number>> = { days: 0, hours: 0, minutes: 0 };

  get #byMs(): number {
    return (this.later ? 1 : -1) * units.reduce((sum, { name, ms }) => sum + this.amounts[name] * ms, 0);
  }

  protected override render(): TemplateResult {
    return html`<tessera-dialog
      ?open=${this.open}
      heading="Shift the date of ${countOf(this.photos.length, 'photo')}"
      @close=${this.#close}
    >
      <p class="soft">For a clock that was wrong, or a trip through time zones. The files keep their own dates.</p>
      <fieldset class="way">
        <legend class="visually-hidden">Direction</legend>
        ${[true, false].map(
          (later) =>
            html`<label
              ><input
                type="radio"
                name="way"
                .checked=${this.later === later}
                @change=${(): void => {
                  this.later = later;
                }}
              />${later ? 'Later' : 'Earlier'}</label
            >`,
        )}
      </fieldset>
      <div class="units">
        ${units.map(
          ({ name, label }) =>
            html`<label
              >${label}<input
                type="number"
                min="0"
                max="40000"
                step="1"
                inputmode="numeric"
                .value=${String(this.amounts[name])}
                @input=${(event: Event): void => this.#set(name, (event.target as HTMLInputElement).valueAsNumber)}
            /></label>`,
        )}
      </div>
      ${
        this.takenMs === undefined
          ? nothing
          : html`<p aria-live="polite">Becomes <b>${takenMoment(this.takenMs + this.#byMs)}</b></p>`
      }
      <tessera-button slot="actions" @click=${this.#close}>Cancel</tessera-button>
      <tessera-button slot="actions" variant="primary" ?disabled=${this.#byMs === 0} @click=${this.#save}
        >Shift</tessera-button
      >
    </tessera-dialog>`;
  }

  #set(unit: Unit, value: number): void {
    const amount = Number.isFinite(value) ? Math.min(40_000, Math.max(0, Math.round(value))) : 0;
    this.amounts = { ...this.amounts, [unit]: amount };
  }
  readonly #save = (): void => {
    this.#close();
    void shiftDates(this.photos, this.#byMs);
  };
  readonly #close = (): void => {
    this.dispatchEvent(new Event('close'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-date-dialog': TesseraDateDialog;
  }
}
