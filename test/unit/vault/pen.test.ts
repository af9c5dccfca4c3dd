// The pen is here or it is not, whoever asks at once and whatever the disk says.
import { describe, expect, it } from 'vitest';
import { VaultError } from '../../../src/core/errors.ts';
import type { PenLock } from '../../../src/vault/environment.ts';
import { Pen } from '../../../src/vault/pen.ts';
import { openMemoryStore } from '../../../src/store/memory-store.ts';

/** Grants like a Web Lock: not twice, not even to the same tab. */
function oneLock(): PenLock {
  let isHeld = false;
  return {
    acquire: (steal) => {
      const isGranted = steal || !isHeld;
      isHeld ||= isGranted;
      return Promise.resolve(isGranted);
    },
    release: () => {
      isHeld = false;
    },
  };
}

function penOf(store = openMemoryStore()): Pen {
  return new Pen(
    { store, penLock: oneLock(), tabs: { post: () => undefined, listen: () => undefined } },
    () => undefined,
  );
}

describe('the pen', () => {
  it('is here for everybody of a tab who asks for it at once', async () => {
    const pen = penOf();
    await expect(Promise.all([pen.need(), pen.need(), pen.take(false)])).resolves.toHaveLength(3);
    expect(pen.where).toBe('here');
  });

  it('can be asked for again after a disk that was full', async () => {
    const store = openMemoryStore();
    const takePen = store.takePen.bind(store);
    store.takePen = () => Promise.reject(new VaultError('quota', 'full'));
    const pen = penOf(store);
    await expect(pen.need()).rejects.toMatchObject({ code: 'quota' });
    store.takePen = takePen;
    await pen.need();
    expect(pen.where).toBe('here');
  });
});
