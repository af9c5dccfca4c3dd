// The app's raster codec in Node: the same pinned modules, read from files.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createWebpCodec, type WebpWasm } from '../../src/media/webp-codec.ts';
import type { RasterCodec } from '../../src/core/segment/segmenter.ts';

const require = createRequire(import.meta.url);

async function load(path: string): Promise<ArrayBuffer> {
  return new Uint8Array(await readFile(require.resolve(`@jsquash/webp/codec/${path}`))).buffer;
}

export async function loadWebpWasm(): Promise<WebpWasm> {
  return { encoder: await load('enc/webp_enc_simd.wasm'), decoder: await load('dec/webp_dec.wasm') };
}

let shared: Promise<RasterCodec> | undefined;

export function nodeWebpCodec(): Promise<RasterCodec> {
  shared ??= createWebpCodec(loadWebpWasm);
  return shared;
}
