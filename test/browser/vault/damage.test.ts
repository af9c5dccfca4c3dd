// Verified before seen: what rots is mended where one bit explains it, named where it cannot be mended, never drawn;
// a preview never passes for the original.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fromHex } from '../../../src/core/bytes.ts';
import { isNamedBlock } from '../../../src/core/pack/pack.ts';
import type { FileId } from '../../../src/core/ids.ts';
import { photograph } from '../../support/pictures/drawings.ts';
import { writePng } from '../../support/pictures/png.ts';
import { damagePack, flipBits, holdsSoundCopy, swapPreviews } from '../../support/stored-bytes.ts';
import { cleanOrigin, freshFolder, passphrase, readTree, VaultTab } from '../../support/vault-tab.ts';

let tab: VaultTab;

beforeEach(async () => {
  await cleanOrigin();
  tab = new VaultTab();
  await tab.register();
});
afterEach(() => {
  tab.close();
});

type Colour = readonly [number, number, number];

/** Noise near one colour: tiles differ, and one can tell two such pictures apart by any pixel. */
function tinted(name: string, colour: Colour, edge = 512): File {
  const { rgba, ...size } = photograph(edge, edge, colour[0]);
  for (let i = 0; i < rgba.length; i++)
    if (i % 4 !== 3) rgba[i] = (colour[i % 4] as number) + ((rgba[i] as number) >> 4);
  return new File([writePng({ ...size, rgba })], name, { type: 'image/png', lastModified: 1_600_000_000_000 });
}

const red: Colour = [220, 20, 20];
const blue: Colour = [20, 20, 220];

async function put(...files: File[]): Promise<readonly FileId[]> {
  await tab.import(files.map((file) => ({ file, path: file.name })));
  return tab.allIds();
}

async function firstPixel(picture: ImageBitmapSource): Promise<number[]> {
  const canvas = new OffscreenCanvas(8, 8);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(await createImageBitmap(picture), 0, 0);
  return [...context.getImageData(4, 4, 1, 1).data.subarray(0, 3)];
}

function looks(pixel: readonly number[], colour: Colour): boolean {
  return pixel.every((value, channel) => Math.abs(value - (colour[channel] as number)) < 40);
}

async function firstBlock(id: FileId): Promise<string> {
  const block = (await tab.api.inspect(id)).blocks.find((one) => !one.inline);
  if (!block) throw new Error('no sealed block');
  return block.rehash;
}

function named(rehash: string): (cipher: Uint8Array) => Promise<boolean> {
  return (cipher) => isNamedBlock(fromHex(rehash) as Uint8Array, cipher);
}

test('one flipped bit is mended, proved by its tag, and written back', async () => {
  const [id] = await put(tinted('red.png', red));
  if (id === undefined) throw new Error('no photo');
  const rehash = await firstBlock(id);
  expect(await flipBits(rehash, [1234])).toBe(1);
  expect(await holdsSoundCopy(rehash, named(rehash))).toBe(false);
  const last = (await tab.stages(id)).at(-1);
  expect(last).toMatchObject({ stage: 'original-verified', receipt: { mended: 1 } });
  expect(await holdsSoundCopy(rehash, named(rehash))).toBe(true);
  expect((await tab.stages(id)).at(-1)).toMatchObject({ receipt: { mended: 0 } });
});

test('two flipped bits are damage: nothing is drawn as the original, the block is named, importing again heals', async () => {
  const [id] = await put(tinted('red.png', red));
  if (id === undefined) throw new Error('no photo');
  await flipBits(await firstBlock(id), [7, 4711]);
  await expect(tab.stages(id)).rejects.toMatchObject({ code: 'tag-mismatch' });
  const damage = await tab.api.damage(id);
  expect(damage).toMatchObject({ id, failed: [{ code: 'tag-mismatch' }] });
  expect(damage?.areas).toHaveLength(damage?.total ?? -1);
  const verified = await tab.finished(await tab.api.verifyEverything());
  expect(verified.summary).toMatchObject({ photos: 1, damaged: [{ id, name: 'red.png' }] });
  await put(tinted('red.png', red));
  expect(await tab.api.damage(id)).toBeUndefined();
  expect((await tab.stages(id)).at(-1)).toMatchObject({ stage: 'original-verified' });
});

test('another photo’s valid preview never becomes the original', async () => {
  const ids = await put(tinted('blue.png', blue), tinted('red.png', red));
  const redId = ids[1];
  if (redId === undefined) throw new Error('no photo');
  // A thumbnail sealed and signed by this very device, only of another picture.
  const canvas = new OffscreenCanvas(400, 400);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = 'rgb(20,20,220)';
  context.fillRect(0, 0, 400, 400);
  await tab.api.addPoster(redId, await canvas.convertToBlob({ type: 'image/webp' }), 512, 512, 0);
  const stages = await tab.stages(redId);
  const originals = stages.filter((stage) => stage.stage === 'original-verified');
  expect(originals).toHaveLength(1);
  const [original] = originals;
  if (original?.stage !== 'original-verified') throw new Error('not verified');
  expect(looks(await firstPixel(original.bitmap), red)).toBe(true);
  const preview = stages.find((stage) => stage.stage === 'preview-checked');
  if (preview?.stage !== 'preview-checked') throw new Error('no preview');
  expect(looks(await firstPixel(new Blob([new Uint8Array(preview.webp)])), blue)).toBe(true);
});

test('sealed previews that were swapped in the database do not open', async () => {
  const ids = await put(tinted('blue.png', blue), tinted('red.png', red));
  await swapPreviews();
  for (const [index, id] of ids.entries()) {
    const preview = (await tab.stages(id)).find((stage) => stage.stage === 'preview-checked');
    if (preview?.stage !== 'preview-checked') throw new Error('no preview');
    const pixel = await firstPixel(new Blob([new Uint8Array(preview.webp)]));
    expect(looks(pixel, index === 0 ? blue : red)).toBe(true);
  }
});

test.each(['cut', 'zero'] as const)(
  'a pack that a power cut left %s is found, and the rest is unharmed',
  async (how) => {
    const [first] = await put(tinted('red.png', red));
    const ids = await put(tinted('blue.png', blue));
    const second = ids.find((id) => id !== first);
    if (first === undefined || second === undefined) throw new Error('two photos are expected');
    tab.close();
    expect(await damagePack(0, how)).toBe(1);
    tab = new VaultTab();
    await tab.listen();
    await tab.api.unlock(passphrase);
    const verified = await tab.finished(await tab.api.verifyEverything());
    expect(verified.summary).toMatchObject({ photos: 2, damaged: [{ id: first }] });
    await expect(tab.stages(first)).rejects.toMatchObject({
      code: expect.stringMatching(/tag-mismatch|block-missing/) as string,
    });
    expect((await tab.stages(second)).at(-1)).toMatchObject({ stage: 'original-verified' });
    const out = await freshFolder('out');
    const exported = await tab.export({ to: 'folder', handle: out });
    expect(exported.summary).toMatchObject({ files: 1, failed: [{ path: 'red.png' }] });
    expect((await readTree(out)).has('blue.png')).toBe(true);
  },
);
