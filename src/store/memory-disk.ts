// What the in-memory store keeps, apart from the connections to it: two stores on one disk behave as two tabs, and a
// store opened anew finds what was written, as after a reload.
import type { Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import type { PackInfo } from '../core/ports.ts';

export interface MemoryPack {
  info: PackInfo;
  file: Blob;
  rows: Bytes;
}

export interface MemorySpace {
  nextPack: number;
  readonly packs: Map<number, MemoryPack>;
  /** Copies of each block by the text of its rehash: packs, ascending. */
  index: Map<string, number[]>;
  readonly logs: Map<string, Bytes[]>;
  readonly records: Bytes[];
  /** Least recently used first. */
  readonly pages: Map<string, Bytes>;
  readonly previews: Map<string, Bytes>;
}

export class MemoryDisk {
  term = 0;
  destroyed = false;
  readonly settings = new Map<string, unknown>();
  readonly inbox = new Map<number, Blob>();
  nextInbox = 1;
  readonly spaces = new Map<string, MemorySpace>();

  space(space: string): MemorySpace {
    const held = this.spaces.get(space);
    if (held !== undefined) return held;
    const fresh: MemorySpace = {
      nextPack: 1,
      packs: new Map(),
      index: new Map(),
      logs: new Map(),
      records: [],
      pages: new Map(),
      previews: new Map(),
    };
    this.spaces.set(space, fresh);
    return fresh;
  }
}

/** One connection: whether it is open, and which term it holds. */
export class MemoryConnection {
  private term: number | undefined;
  private open = true;

  constructor(readonly disk: MemoryDisk) {}

  takePen(): void {
    this.checkOpen();
    this.term = ++this.disk.term;
  }

  close(): void {
    this.open = false;
  }

  checkOpen(): void {
    if (!this.open || this.disk.destroyed) throw new VaultError('storage-closed', 'the store was closed');
  }

  /** Called right before a change, with nothing awaited in between: the twin of one transaction. */
  checkPen(): void {
    this.checkOpen();
    const { term, disk } = this;
    if (term === undefined) throw new VaultError('writer-elsewhere', 'this connection never took the pen');
    if (term !== disk.term)
      throw new VaultError('writer-lost', 'another tab took the pen', { held: term, term: disk.term });
  }
}
