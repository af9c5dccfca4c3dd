// Who writes (design §6): one tab of the origin holds the pen. Two guards: a Web Lock that a live tab can see and
// steal, and the store's writer term, which even a frozen tab that wakes up too late runs into.
import { isVaultError, VaultError } from '../core/errors.ts';
import type { Environment } from './environment.ts';

export type PenState = 'here' | 'elsewhere' | 'free';

export class Pen {
  private state: PenState = 'free';
  private taking: Promise<void> = Promise.resolve();

  /** @param changed  told of every change but those asked for here */
  constructor(
    private readonly environment: Pick<Environment, 'penLock' | 'store' | 'tabs'>,
    private readonly changed: () => void,
  ) {}

  get where(): PenState {
    return this.state;
  }

  /**
   * Takes the pen if nobody has it; `steal` takes it in any case. One at a time, since a second request of this tab
   * would find the lock taken by the first.
   *
   * @returns whether it is here now
   */
  take(steal: boolean): Promise<boolean> {
    const turn = this.taking.then(() => this.takeNow(steal));
    this.taking = turn.then(nothing, nothing);
    return turn;
  }

  private async takeNow(steal: boolean): Promise<boolean> {
    if (this.state === 'here') return true;
    const { penLock, store, tabs } = this.environment;
    const isHeld = await penLock.acquire(steal, () => this.lose());
    if (!isHeld) {
      this.state = 'elsewhere';
      return false;
    }
    try {
      await store.takePen();
    } catch (error) {
      // Kept, the lock would look like another tab's from here on.
      penLock.release();
      throw error;
    }
    this.state = 'here';
    tabs.post('pen-moved');
    return true;
  }

  /** @throws VaultError writer-elsewhere */
  async need(): Promise<void> {
    if (!(await this.take(false))) throw new VaultError('writer-elsewhere', 'another tab holds the pen');
  }

  /** To be called with every error of a write: a stale term means that another tab took over unseen. */
  notice(error: unknown): void {
    if (isVaultError(error, 'writer-lost')) this.lose();
  }

  private lose(): void {
    if (this.state !== 'here') return;
    this.state = 'elsewhere';
    this.environment.penLock.release();
    this.changed();
  }
}

/** The failure belongs to whoever asked; the chain only keeps the order. */
function nothing(): void {
  return;
}
