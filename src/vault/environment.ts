// What a vault needs from the thread it runs in, beyond the store and the codec: time, the pen's lock, word from
// other tabs. workers/vault.ts gives the browser's; tests give their own.
import type { Codec, Clock, Store } from '../core/ports.ts';

/** The lock around the pen (design §6): at most one tab of the origin writes. */
export interface PenLock {
  /**
   * Tries to hold the pen's lock. `steal` takes it from whoever has it.
   *
   * @param onLost  called once if another tab steals it later
   * @returns false where another tab has it and `steal` was not asked for
   */
  acquire(steal: boolean, onLost: () => void): Promise<boolean>;
  release(): void;
}

/**
 * Who adds blocks that nothing refers to yet (an import) against who removes such blocks (a sweep), in all tabs: a
 * tab may lose the pen in the middle of its import and get it back, and its blocks must still be there.
 */
export interface BlockUse {
  /** Any number at once; waits for a removal to end. */
  adding<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Alone. @returns undefined at once, nothing done, while anybody is adding */
  removing<Result>(work: () => Promise<Result>): Promise<Result | undefined>;
}

/** Word between the tabs of one origin. Carries no content: what changed is read from the store. */
export interface TabChannel {
  post(message: TabMessage): void;
  listen(receiver: (message: TabMessage) => void): void;
}
export type TabMessage = 'log-grew' | 'pen-moved' | 'vault-created' | 'vault-erased' | 'settings-changed';

export interface Environment {
  readonly store: Store;
  readonly codec: Codec;
  readonly clock: Clock;
  readonly penLock: PenLock;
  readonly blockUse: BlockUse;
  readonly tabs: TabChannel;
  /** navigator.storage, as far as Safety needs it. */
  readonly quota: {
    estimate(): Promise<{ usage: number; quota: number }>;
    persisted(): Promise<boolean>;
  };
  /** Files that stream through the origin before they are handed out (zip downloads). */
  readonly scratch: {
    create(name: string): Promise<FileSystemFileHandle>;
    /** For what was made here: exported files lie in it as they are. */
    discard(file: FileSystemFileHandle): Promise<void>;
    /** Removes what this tab and tabs that are gone left. */
    clear(): Promise<void>;
  };
  /** How many codec tasks run at once. */
  readonly codecWidth: number;
}
