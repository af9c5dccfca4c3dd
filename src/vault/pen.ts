// Who writes (design §6): one tab of the origin holds the pen. Two guards: a Web Lock that a live tab can see and
// steal, and the store's writer term, which even a frozen tab that wakes up too late runs into.
import { isVaultError, VaultError } from '../core/errors.ts';
import type { Environment } from './environment.ts';

export type PenState = 'here' | 'elsewhere' | 'free';

export class Pen {
  private state: PenState = 'free';

  /** @param changed  told of every change but those asked for here */
  constructor(
    private readonly environment: Pick<Environment, 'penLock' | 'store' | 'tabs'>,
    private readonly changed: () => void,
  ) {}

  get where(): PenState {
    return this.state;
  }

  /** Takes the pen if nobody has it; `steal` takes it in any case. @returns whether it is here now */
  async take(steal: boolean): Promise<boolean> {
    if (this.state === 'here') return true;
    const isHeld = await this.environment.penLock.acquire(steal, () => this.lose());
    if (!isHeld) {
      this.state = 'elsewhere';
      return false;
    }
    await this.environment.store.takePen();
    this.state = 'here';
    this.environment.tabs.post('pen-moved');
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
