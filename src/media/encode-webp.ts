// Codes a small picture as WebP, or an opaque one as JPEG. The browser's own coder where its canvas can be trusted;
// where reading a canvas gives noise, libwebp's WASM over samples that never were in one.
import createEncoder from '@jsquash/webp/codec/enc/webp_enc_simd.js';
import encoderUrl from '@jsquash/webp/codec/enc/webp_enc_simd.wasm?url';
import { owned, type Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import { canvasIsFaithful } from './canvas-probe.ts';

/** WebPConfig's defaults, lossy. */
const options = {
  quality: 75,
  target_size: 0,
  target_PSNR: 0,
  method: 4,
  sns_strength: 50,
  filter_strength: 60,
  filter_sharpness: 0,
  filter_type: 1,
  partitions: 0,
  segments: 4,
  pass: 1,
  show_compressed: 0,
  preprocessing: 0,
  autofilter: 0,
  partition_limit: 0,
  alpha_compression: 1,
  alpha_filtering: 1,
  alpha_quality: 100,
  lossless: 0,
  exact: 0,
  image_hint: 0,
  emulate_jpeg_size: 0,
  thread_level: 0,
  low_memory: 0,
  near_lossless: 100,
  use_delta_palette: 0,
  use_sharp_yuv: 0,
} as const;

interface Encoder {
  encode(rgba: Uint8Array, width: number, height: number, config: object): Uint8Array | null;
}
type EncoderFactory = (module: { noInitialRun: true; wasmBinary: ArrayBuffer }) => Promise<Encoder>;

let encoder: Promise<Encoder> | undefined;

async function loadEncoder(): Promise<Encoder> {
  const wasmBinary = await (await fetch(encoderUrl)).arrayBuffer();
  return (createEncoder as unknown as EncoderFactory)({ noInitialRun: true, wasmBinary });
}

/** A bitmap's pixels, not premultiplied; by way of a video frame, which nobody adds noise to, where canvases lie. */
export async function readSamples(bitmap: ImageBitmap): Promise<Uint8ClampedArray<ArrayBuffer>> {
  if (!canvasIsFaithful() && 'VideoFrame' in self) {
    const frame = new VideoFrame(bitmap, { timestamp: 0 });
    try {
      const rgba = new Uint8ClampedArray(frame.allocationSize({ format: 'RGBA' }));
      await frame.copyTo(rgba, { format: 'RGBA' });
      return rgba;
    } finally {
      frame.close();
    }
  }
  const context = drawn(bitmap).getContext('2d');
  if (context === null) throw new VaultError('unsupported', 'no canvas in workers');
  return new Uint8ClampedArray(context.getImageData(0, 0, bitmap.width, bitmap.height).data);
}

function drawn(bitmap: ImageBitmap): OffscreenCanvas {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new VaultError('unsupported', 'no canvas in workers');
  context.drawImage(bitmap, 0, 0);
  return canvas;
}

/**
 * A picture without transparency, coded fast. Measured on 2,048 px previews of photos: JPEG takes 20 ms to code and
 * 12 ms to decode where WebP takes 300 and 35; at this quality it is 1.4 times as large.
 *
 * @param quality  0 to 1
 * @returns undefined where the canvas cannot be trusted or writes no JPEG
 */
export async function encodeOpaque(bitmap: ImageBitmap, quality: number): Promise<Bytes | undefined> {
  if (!canvasIsFaithful()) return undefined;
  const blob = await drawn(bitmap).convertToBlob({ type: 'image/jpeg', quality });
  return blob.type === 'image/jpeg' ? new Uint8Array(await blob.arrayBuffer()) : undefined;
}

/**
 * @param quality  0 to 1
 * @throws VaultError unsupported where neither the browser nor libwebp can code it
 */
export async function encodeWebp(bitmap: ImageBitmap, quality: number): Promise<Bytes> {
  if (canvasIsFaithful()) {
    const blob = await drawn(bitmap).convertToBlob({ type: 'image/webp', quality });
    // A browser that cannot write WebP writes PNG instead, without a word.
    if (blob.type === 'image/webp') return new Uint8Array(await blob.arrayBuffer());
  }
  const samples = await readSamples(bitmap);
  encoder ??= loadEncoder();
  const { encode } = await encoder;
  const rgba = new Uint8Array(samples.buffer);
  const coded = encode(rgba, bitmap.width, bitmap.height, { ...options, quality: quality * 100 });
  if (coded === null) throw new VaultError('unsupported', 'libwebp refused a picture');
  return owned(coded);
}
