// <tessera-label-dialog>: gives labels to photos or takes them away. With one photo it knows what is set; with many
// it offers to add or remove each label that the vault knows.
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { countOf } from '../../app/format.ts';
import { showError } from '../../app/notices.ts';
import { vault } from '../../app/vault-client.ts';
import type { FileId } from '../../core/ids.ts';
import type { TesseraField } from '../kit/field.ts';
import { base } from '../kit/tokens.ts';
import { changeLabels } from './batch-actions.ts';
import '../kit/button.ts';
import '../kit/dialog.ts';
import '../kit/field.ts';
import '../kit/icon.ts';

type Change = 'add' | 'remove';

@customElement('tessera-label-dialog')
export class TesseraLabelDialog extends LitElement {
  static override readonly styles = [
    base,
    css`
      .labels {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        max-height: 40dvh;
        overflow: auto;
        padding: 2px;
      }
      .label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        min-height: 36px;
        padding: 0 var(--space-3);
        border: 1px solid var(--line-strong);
        border-radius: 18px;
        background: none;
        cursor: pointer;
      }
      .label:hover {
        background: var(--surface-hover);
      }
      .add {
        border-color: var(--accent);
        background: var(--accent-soft);
        color: var(--accent);
      }
      .remove {
        text-decoration: line-through;
        color: var(--text-soft);
      }
      form {
        display: flex;
        align-items: end;
        gap: var(--space-2);
      }
      tessera-field {
        flex: 1;
      }
    `,
  ];

  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) photos: readonly FileId[] = [];
  @state() private known: readonly string[] = [];
  @state() private changes: ReadonlyMap<string, Change> = new Map();
  @query('tessera-field') private readonly field!: TesseraField;

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('open') && this.open) void this.#load();
  }

  async #load(): Promise<void> {
    this.changes = new Map();
    try {
      this.known = (await vault().labels()).map(({ label }) => label);
    } catch (error) {
      showError(error);
    }
  }

  protected override render(): TemplateResult {
    const names = [...new Set([...this.known, ...this.changes.keys()])];
    return html`<tessera-dialog
      ?open=${this.open}
      heading="Labels of ${countOf(this.photos.length, 'photo')}"
      @close=${this.#close}
    >
      ${names.length === 0 ? nothing : html`<p class="soft">Press a label to add it, again to take it away.</p>`}
      <div class="labels">${names.map((name) => this.#renderLabel(name))}</div>
      <form @submit=${this.#make}>
        <tessera-field label="New label" name="label" maxlength="200" autocomplete="off"></tessera-field>
        <tessera-button type="submit" icon="plus">Add</tessera-button>
      </form>
      <tessera-button slot="actions" @click=${this.#close}>Cancel</tessera-button>
      <tessera-button slot="actions" variant="primary" ?disabled=${this.changes.size === 0} @click=${this.#save}
        >Save</tessera-button
      >
    </tessera-dialog>`;
  }

  #renderLabel(name: string): TemplateResult {
    const change = this.changes.get(name);
    const says = change === 'add' ? `${name}: will be added` : change === 'remove' ? `${name}: will be removed` : name;
    return html`<button
      class="label ${change ?? ''}"
      type="button"
      aria-label=${says}
      @click=${(): void => this.#cycle(name)}
    >
      ${change ? html`<tessera-icon name=${change === 'add' ? 'plus' : 'minus'}></tessera-icon>` : nothing}${name}
    </button>`;
  }

  #cycle(name: string): void {
    const changes = new Map(this.changes);
    const now = changes.get(name);
    if (now === undefined) changes.set(name, 'add');
    else if (now === 'add' && this.known.includes(name)) changes.set(name, 'remove');
    else changes.delete(name);
    this.changes = changes;
  }

  readonly #make = (event: Event): void => {
    event.preventDefault();
    const name = this.field.value.trim();
    if (!name) return;
    this.changes = new Map([...this.changes, [name, 'add' as const]]);
    this.field.clear();
  };
  readonly #save = (): void => {
    const named = (change: Change): string[] =>
      [...this.changes].filter(([, value]) => value === change).map(([name]) => name);
    this.#close();
    void changeLabels(this.photos, named('add'), named('remove'));
  };
  readonly #close = (): void => {
    this.dispatchEvent(new Event('close'));
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'tessera-label-dialog': TesseraLabelDialog;
  }
}
