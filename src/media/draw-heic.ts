// HEIC through libheif (WASM, loaded only when the first HEIC is met): no desktop browser but Safari draws it.
// The library applies the container's rotations itself and refuses sizes above its own security limits.
import libheifUrl from 'libheif-js/libheif-wasm/libheif.wasm?url';
import type { MainModule } from 'libheif-js/libheif-wasm/libheif.js';
import { VaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { Samples } from './samples.ts';

let loading: Promise<MainModule> | undefined;

async function load(): Promise<MainModule> {
  const { default: createLibheif } = await import('libheif-js/libheif-wasm/libheif.js');
  const wasmBinary = await (await fetch(libheifUrl)).arrayBuffer();
  return createLibheif({ wasmBinary });
}

/** The C structures that libheif's embind layer hands out untyped. */
interface DecodedHeif {
  readonly image?: unknown;
  readonly channels?: readonly {
    readonly id: unknown;
    readonly width: number;
    readonly height: number;
    readonly stride: number;
    readonly data: Uint8Array;
  }[];
}

/** @throws VaultError cannot-draw, limit; unsupported where the library cannot be loaded */
export async function decodeHeic(bytes: Uint8Array): Promise<Samples> {
  loading ??= load();
  let heif: MainModule;
  try {
    heif = await loading;
  } catch (cause) {
    loading = undefined;
    throw new VaultError('unsupported', 'the HEIC decoder cannot be loaded', {}, { cause });
  }
  const decoder = `libheif/${heif.heif_get_version().split('.').slice(0, 2).join('.')}`;
  const context = heif.heif_context_alloc();
  try {
    const read = heif.heif_context_read_from_memory(context, bytes);
    if (read.code !== heif.heif_error_code.heif_error_Ok) throw new VaultError('cannot-draw', 'no readable HEIC');
    return { ...decodePrimary(heif, heif.heif_js_context_get_primary_image_handle(context)), decoder };
  } finally {
    heif.heif_context_free(context);
  }
}

function decodePrimary(heif: MainModule, handle: unknown): Omit<Samples, 'decoder'> {
  const failed = (value: unknown): boolean => typeof value !== 'object' || value === null || 'code' in value;
  if (failed(handle)) throw new VaultError('cannot-draw', 'no primary picture');
  const picture = handle as Parameters<MainModule['heif_image_handle_get_width']>[0];
  try {
    const width = heif.heif_image_handle_get_width(picture);
    const height = heif.heif_image_handle_get_height(picture);
    if (width * height > limits.drawPixels) throw new VaultError('limit', 'too large', { limit: 'drawPixels' });
    const decoded: unknown = heif.heif_js_decode_image2(
      picture,
      heif.heif_colorspace.heif_colorspace_RGB,
      heif.heif_chroma.heif_chroma_interleaved_RGBA,
    );
    if (failed(decoded)) throw new VaultError('cannot-draw', 'the HEIC cannot be decoded');
    const { image, channels } = decoded as DecodedHeif;
    try {
      const plane = channels?.find(({ id }) => id === heif.heif_channel.heif_channel_interleaved);
      if (plane === undefined) throw new VaultError('cannot-draw', 'the HEIC has no colour plane');
      const rgba = new Uint8ClampedArray(plane.width * plane.height * 4);
      for (let y = 0; y < plane.height; y++) {
        const row = plane.data.subarray(y * plane.stride, y * plane.stride + plane.width * 4);
        rgba.set(row, y * plane.width * 4);
      }
      return { rgba, width: plane.width, height: plane.height };
    } finally {
      heif.heif_image_release(image as Parameters<MainModule['heif_image_release']>[0]);
    }
  } finally {
    heif.heif_image_handle_release(picture);
  }
}
