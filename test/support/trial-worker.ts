// A worker for tests of src/rpc: it answers, fails in every way, hangs, and calls back.
import { VaultError } from '../../src/core/errors.ts';
import { expose, moving } from '../../src/rpc/connection.ts';

let calls = 0;

export const trial = {
  /** How many calls this very worker has had: a fresh one starts at 1. */
  count(): number {
    return ++calls;
  },
  refuse(): never {
    throw new VaultError('tag-mismatch', 'the tag differs', { block: 7 });
  },
  stumble(): never {
    throw new TypeError('x is not a function');
  },
  abort(): never {
    throw new DOMException('stop', 'AbortError');
  },
  hang(): never {
    for (;;);
  },
  wait(): Promise<never> {
    return new Promise(() => undefined);
  },
  crash(): Promise<never> {
    setTimeout(() => {
      throw new Error('outside of any call');
    });
    return new Promise(() => undefined);
  },
  async each(count: number, call: (bytes: Uint8Array<ArrayBuffer>) => Promise<number>): Promise<number> {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const bytes = new Uint8Array(1000).fill(i);
      sum += await call(moving(bytes, [bytes]));
      if (bytes.length !== 0) throw new VaultError('internal', 'the buffer was copied');
    }
    return sum;
  },
};

expose(trial);
