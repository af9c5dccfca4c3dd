// The viewer's two states, never mixed: no order of stages, failures and overtakings makes a preview an original.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VaultError } from '../../../src/core/errors.ts';
import type { FileId, JobId } from '../../../src/core/ids.ts';
import { PhotoSession, type Showing } from '../../../src/ui/photo/photo-session.ts';
import { proofWords } from '../../../src/ui/photo/proof-words.ts';
import type { Damage, OpenStage, Receipt } from '../../../src/vault/api.ts';

const one = 'photo-one' as FileId;
const two = 'photo-two' as FileId;
const receipt = { id: one, blocks: 4, mended: 0, inline: 0, bytes: 9, batch: 1 } as Receipt;

/** A vault whose stages the test sends by hand. */
class HandVault {
  readonly opened: { id: FileId; job: JobId; stage: (stage: OpenStage) => void; end: (error?: Error) => void }[] = [];
  readonly cancelled: JobId[] = [];
  damaged: Damage | undefined;

  open(id: FileId, job: JobId, stage: (stage: OpenStage) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.opened.push({ id, job, stage, end: (error) => (error ? reject(error) : resolve()) });
    });
  }
  async cancelJob(job: JobId): Promise<void> {
    this.cancelled.push(job);
  }
  async damage(): Promise<Damage | undefined> {
    return this.damaged;
  }
}

async function picture(): Promise<ImageBitmap> {
  return createImageBitmap(new ImageData(8, 6));
}
async function preview(): Promise<OpenStage> {
  const canvas = new OffscreenCanvas(8, 6);
  canvas.getContext('2d')?.fillRect(0, 0, 8, 6);
  const blob = await canvas.convertToBlob({ type: 'image/webp' });
  return { stage: 'preview-checked', webp: new Uint8Array(await blob.arrayBuffer()), width: 800, height: 600 };
}
async function original(): Promise<OpenStage & { stage: 'original-verified' }> {
  return { stage: 'original-verified', bitmap: await picture(), notices: [], decoder: 'canvas', receipt };
}

function begin(): { vault: HandVault; session: PhotoSession; seen: Showing['kind'][] } {
  const vault = new HandVault();
  const session = new PhotoSession(() => vault);
  const seen: Showing['kind'][] = [];
  session.state.subscribe((state) => {
    if (state && seen.at(-1) !== state.showing.kind) seen.push(state.showing.kind);
  });
  return { vault, session, seen };
}
const first = (vault: HandVault): HandVault['opened'][number] => {
  const [open] = vault.opened;
  if (!open) throw new Error('nothing was opened');
  return open;
};
/** Every decoding begun so far, so that a test can wait until nothing more is on its way. */
const decodings: Promise<ImageBitmap>[] = [];
beforeEach(() => {
  const { createImageBitmap: decode } = globalThis;
  vi.spyOn(globalThis, 'createImageBitmap').mockImplementation((source: ImageBitmapSource) => {
    const decoding = decode(source);
    decodings.push(decoding);
    return decoding;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  decodings.length = 0;
});
const settled = async (): Promise<void> => {
  await Promise.allSettled(decodings);
  // The session continues in the microtasks after a decoding.
  await new Promise((resolve) => requestAnimationFrame(resolve));
};

/** Lets a preview decode. */
const decoded = async (session: PhotoSession, kind: Showing['kind']): Promise<void> => {
  await expect.poll(() => session.state.value?.showing.kind).toBe(kind);
};

describe('PhotoSession', () => {
  it('calls a preview checked, and only the original verified', async () => {
    const { vault, session, seen } = begin();
    const shown = session.show(one);
    const open = first(vault);
    expect(proofWords(session.state.value).word).toBe('Verifying');
    open.stage(await preview());
    await decoded(session, 'preview');
    expect(proofWords(session.state.value)).toMatchObject({ kind: 'checked', word: 'Preview checked' });
    open.stage({ stage: 'blocks', done: 2, total: 4, mended: 0 });
    expect(proofWords(session.state.value).word).toBe('Preview checked, verifying 50 %');
    open.stage({ stage: 'blocks', done: 4, total: 4, mended: 0 });
    expect(proofWords(session.state.value).word).not.toContain('verified');
    open.stage(await original());
    open.end();
    await shown;
    expect(proofWords(session.state.value)).toMatchObject({ kind: 'proved', word: 'Original verified' });
    expect(seen).toEqual(['opening', 'preview', 'original']);
  });

  it('never puts a preview that decodes late over the original', async () => {
    const { vault, session, seen } = begin();
    void session.show(one);
    const late = await preview();
    first(vault).stage(late);
    first(vault).stage(await original());
    await settled();
    expect(session.state.value?.showing.kind).toBe('original');
    expect(seen).toEqual(['opening', 'original']);
  });

  it('takes the preview away when the photo proves damaged, and names the blocks', async () => {
    const { vault, session } = begin();
    vault.damaged = { id: one, total: 4, failed: [{ block: 2, code: 'tag-mismatch' }], width: 8, height: 6 };
    const shown = session.show(one);
    first(vault).stage(await preview());
    await decoded(session, 'preview');
    const before = session.state.value?.showing;
    first(vault).end(new VaultError('tag-mismatch', 'damaged'));
    await shown;
    expect(session.state.value?.showing).toMatchObject({ kind: 'damaged', damage: { failed: [{ block: 2 }] } });
    expect(before?.kind === 'preview' && before.bitmap.width).toBe(0);
    expect(proofWords(session.state.value)).toMatchObject({ kind: 'damaged', word: 'Damaged' });
  });

  it('does not call a photo damaged because the moment was bad', async () => {
    const { vault, session } = begin();
    const shown = session.show(one);
    first(vault).end(new VaultError('worker-died', 'gone'));
    await shown;
    expect(session.state.value?.showing).toEqual({ kind: 'failed', code: 'worker-died' });
  });

  it('cancels the earlier open with its own job and ignores whatever it still sends', async () => {
    const { vault, session } = begin();
    void session.show(one);
    const stale = first(vault);
    void session.show(two);
    expect(vault.cancelled).toEqual([stale.job]);
    const bitmap = await picture();
    stale.stage({ ...(await original()), bitmap });
    stale.stage(await preview());
    stale.end(new VaultError('cancelled', 'cancelled'));
    await settled();
    expect(session.state.value).toMatchObject({ id: two, showing: { kind: 'opening' } });
    expect(bitmap.width).toBe(0);
  });

  it('closes every bitmap it was given', async () => {
    const { vault, session } = begin();
    void session.show(one);
    first(vault).stage(await preview());
    await decoded(session, 'preview');
    const small = session.state.value?.showing;
    const stage = await original();
    first(vault).stage(stage);
    expect(small?.kind === 'preview' && small.bitmap.width).toBe(0);
    session.close();
    expect(stage.bitmap.width).toBe(0);
    expect(session.state.value).toBeUndefined();
  });
});
