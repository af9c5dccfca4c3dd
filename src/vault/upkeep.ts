// What runs on timers while the vault is open: telling the page that the library changed, writing the catalog's pages
// after a while of quiet, the idle lock, and the caretaker's turn once the first pictures are shown.
import { isVaultError, type ErrorCode } from '../core/errors.ts';
import type { Caretaker } from './caretaker.ts';
import type { Jobs } from './jobs.ts';
import type { Pen } from './pen.ts';
import type { Session } from './session.ts';

const tellDelayMs = 80;
const pagesDelayMs = 2_000;
const caretakerDelayMs = 20_000;

type Timer = ReturnType<typeof setTimeout> | undefined;

/** Failures of work that nobody waits for and that costs nothing but time later. */
export const skippable: ReadonlySet<ErrorCode> = new Set(['quota', 'writer-lost', 'writer-elsewhere', 'locked']);

export class Upkeep {
  private tellTimer: Timer;
  private pagesTimer: Timer;
  private idleTimer: Timer;
  private careTimer: Timer;

  constructor(
    private readonly session: Session,
    private readonly pen: Pen,
    private readonly jobs: Jobs,
    private readonly caretaker: Caretaker,
    private readonly idleLockMs: () => number,
    private readonly act: {
      /** The library is at this version now. */
      readonly changed: (version: number) => void;
      readonly lock: () => Promise<void>;
      /** Takes work whose failure is to be reported, not awaited. */
      readonly report: (work: Promise<unknown>) => void;
    },
  ) {}

  /** After an unlock. */
  begin(): void {
    this.alive();
    this.libraryChanged();
    this.careTimer = setTimeout(() => {
      this.act.report(this.caretaker.catchUp());
    }, caretakerDelayMs);
  }

  /** Before a lock. */
  end(): void {
    for (const timer of [this.tellTimer, this.pagesTimer, this.idleTimer, this.careTimer]) clearTimeout(timer);
    this.tellTimer = undefined;
  }

  libraryChanged(): void {
    this.tellTimer ??= setTimeout(() => {
      this.tellTimer = undefined;
      if (this.session.phase === 'open') this.act.changed(this.session.vault().view.version);
    }, tellDelayMs);
    if (this.pen.where !== 'here') return;
    clearTimeout(this.pagesTimer);
    this.pagesTimer = setTimeout(() => {
      this.act.report(this.savePages());
    }, pagesDelayMs);
  }

  /** Somebody is there: the idle lock starts counting anew. Work in the tray counts as somebody. */
  alive(): void {
    clearTimeout(this.idleTimer);
    if (this.session.phase !== 'open') return;
    this.idleTimer = setTimeout(() => {
      if (this.jobs.running('import', 'export', 'backup', 'restore', 'verify')) this.alive();
      else this.act.report(this.act.lock());
    }, this.idleLockMs());
  }

  /** Pages and the trash's clock are conveniences: a full disk or a lost pen only costs a slower unlock. */
  async savePages(): Promise<void> {
    if (this.session.phase !== 'open' || this.pen.where !== 'here') return;
    const vault = this.session.vault();
    try {
      await vault.savePages();
      await vault.keepElapsed();
    } catch (error) {
      this.pen.notice(error);
      if (!isVaultError(error) || !skippable.has(error.code)) throw error;
    }
  }
}
