// Cutting and rebuilding through the codec port, over real workers: hashes, chunks, tiles, and what happens when a
// block, a worker or a sink fails in between.
import { afterAll, expect, test } from 'vitest';
import { concat, equalBytes } from '../../src/core/bytes.ts';
import { VaultError } from '../../src/core/errors.ts';
import { limits } from '../../src/core/limits.ts';
import { methods, type BlockSource } from '../../src/core/segment/segmenter.ts';
import { PooledCodec } from '../../src/media/codec-pool.ts';
import { gear, info, photo, segmented } from '../support/codec-files.ts';
import { codedPicture } from '../support/coded-pictures.ts';
import { photograph } from '../support/pictures/drawings.ts';
import { writePng } from '../support/pictures/png.ts';

const codec = new PooledCodec({
  spawn: () => new Worker(new URL('../../workers/codec.ts', import.meta.url), { type: 'module' }),
  size: 2,
});
afterAll(() => codec.close());

// — Hashing and cutting. —

test('hashes files of any size as SHA-256 does, in one go and in slices', async () => {
  for (const length of [1, 1_000, 33 * 1024 * 1024 + 7]) {
    const bytes = new Uint8Array(length).fill(length & 255);
    const expected = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    expect(equalBytes(await codec.hash(new Blob([bytes])), expected)).toBe(true);
  }
  await expect(codec.hash(new Blob([]))).rejects.toMatchObject({ code: 'file-empty' });
});

test('cuts a JPEG into chunks whose bytes are the file, hashed as emitted', async () => {
  const jpeg = await photo(1200, 900, 'image/jpeg');
  const { recipe, blocks } = await segmented(codec, new Blob([jpeg]), info('jpeg'));
  expect(concat(...blocks.map(({ bytes }) => bytes))).toEqual(jpeg);
  expect(recipe).toMatchObject({ method: methods.chunks, size: jpeg.length, blocks: blocks.length });
  expect(recipe.sha256).toEqual(new Uint8Array(await crypto.subtle.digest('SHA-256', jpeg)));
});

test('cuts a PNG into tiles, rebuilds the file from them bit by bit, and draws them without it', async () => {
  const drawn = photograph(300, 200);
  const png = writePng(drawn);
  const { recipe, blocks, source } = await segmented(codec, new Blob([png]), info('png'));
  expect(recipe).toMatchObject({ method: methods.rasterTiles, blocks: 6 });
  expect(blocks).toHaveLength(6);
  expect(await codec.assemble(recipe, source)).toEqual(png);
  expect(await codec.areas(recipe)).toHaveLength(6);
  const drawing = await codec.drawTiles(recipe, source);
  expect(drawing).toMatchObject({ decoder: 'tiles', notices: [] });
  const bitmap = drawing?.bitmap as ImageBitmap;
  const context = new OffscreenCanvas(300, 200).getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(bitmap, 0, 0);
  expect(equalBytes(new Uint8Array(context.getImageData(0, 0, 300, 200).data), drawn.rgba)).toBe(true);
});

test('a block that cannot be had ends the rebuilding and the drawing with its own code', async () => {
  const { recipe } = await segmented(codec, new Blob([writePng(photograph(300, 200))]), info('png'));
  const missing: BlockSource = (index) => Promise.reject(new VaultError('block-missing', 'gone', { block: index }));
  await expect(codec.assemble(recipe, missing)).rejects.toMatchObject({ code: 'block-missing', detail: { block: 0 } });
  await expect(codec.drawTiles(recipe, missing)).rejects.toMatchObject({ code: 'block-missing' });
});

test('a picture whose worker dies of it is cut into chunks by a fresh one, each block once', async () => {
  const dying = new PooledCodec({
    spawn: () => {
      const worker = new Worker(new URL('../support/codec-worker-dying.ts', import.meta.url), { type: 'module' });
      worker.addEventListener('error', (event) => event.preventDefault());
      return worker;
    },
    size: 1,
  });
  const png = await photo(300, 200, 'image/png');
  const { recipe, blocks } = await segmented(dying, new Blob([png]), info('png'));
  expect(recipe).toMatchObject({ method: methods.chunks, fallback: 'deadline' });
  expect(concat(...blocks.map(({ bytes }) => bytes))).toEqual(png);
  expect(await dying.render(new Blob([png]), info('png'))).toMatchObject({ drawn: 'kept', notices: ['cannot-draw'] });
  dying.close();
});

test('a sink that fails ends the cutting with its own error', async () => {
  const full = (): Promise<void> => Promise.reject(new VaultError('quota', 'full'));
  await expect(
    codec.segment(new Blob([new Uint8Array(9_000_000)]), info('mp4'), 'tiles', gear, full),
  ).rejects.toMatchObject({ code: 'quota' });
});

test('cancelling stops the cutting, and the next file is cut', async () => {
  const stop = new AbortController();
  const cut = codec.segment(
    new Blob([new Uint8Array(30_000_000)]),
    info('mp4'),
    'tiles',
    gear,
    () => {
      stop.abort();
      return Promise.resolve();
    },
    stop.signal,
  );
  await expect(cut).rejects.toMatchObject({ code: 'cancelled' });
  expect((await segmented(codec, new Blob([codedPicture('gif')]), info('gif'))).recipe.blocks).toBe(1);
});

test('holds no more than a few megabytes before the sink has taken them', async () => {
  let under = 0;
  let most = 0;
  const noise = new Uint8Array(40_000_000);
  for (let at = 0; at < noise.length; at += 65_536)
    crypto.getRandomValues(noise.subarray(at, Math.min(noise.length, at + 65_536)));
  await codec.segment(new Blob([noise]), info('mp4'), 'tiles', gear, async (batch) => {
    const bytes = batch.reduce((sum, block) => sum + block.bytes.length, 0);
    most = Math.max(most, (under += bytes));
    await new Promise((resolve) => requestAnimationFrame(resolve));
    under -= bytes;
  });
  expect(most).toBeLessThanOrEqual(limits.inFlightBytes);
});

test('cuts a recipe part with the space’s own chunker', async () => {
  const part = new Uint8Array(400_000).map((_, at) => (at * at) >> 3);
  expect(concat(...(await codec.chunk(part, gear)))).toEqual(part);
});
