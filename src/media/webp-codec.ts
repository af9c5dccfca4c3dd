// The lossless raster coder (port RasterCodec) on libwebp's WASM builds from @jsquash/webp. Both modules are
// pinned by SHA-256: blocks are found again by their bytes, so another build would silently end deduplication
// (design §3, kinds). Talks to emscripten's factories directly, which were built without dynamic execution, so
// that a page whose policy allows 'wasm-unsafe-eval' alone can run them.
import createDecoder from '@jsquash/webp/codec/dec/webp_dec.js';
import createEncoder from '@jsquash/webp/codec/enc/webp_enc_simd.js';
import { concat, owned, toHex, utf8, type Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { RasterCodec } from '../core/segment/segmenter.ts';

export interface WebpWasm {
  /** @jsquash/webp/codec/enc/webp_enc_simd.wasm */
  readonly encoder: ArrayBuffer;
  /** @jsquash/webp/codec/dec/webp_dec.wasm */
  readonly decoder: ArrayBuffer;
}

/** @jsquash/webp 1.5.0. The build without SIMD gives the same bytes, and a third less speed. */
export const webpWasmSha256 = {
  encoder: '39c279269ec1163b987b6d69749458e3d5b03b9585f58b6ca5455b76b504a305',
  decoder: '30fb52fa2a80166d25ba7debf902218904ba1f05ccce9f959f722beff9e2f344',
} as const;

/**
 * WebPConfig. Method 2 at effort 20 was measured on Kodak tiles of 128 px: 25.4 % smaller than the PNG files at
 * 4.8 MP/s; method 0 gives 21.5 % at 14, method 3 26.7 % at 2.3, method 4 28 % at 1.2.
 */
const options = {
  lossless: 1,
  exact: 1,
  near_lossless: 100,
  method: 2,
  quality: 20,
  target_size: 0,
  target_PSNR: 0,
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
  image_hint: 0,
  emulate_jpeg_size: 0,
  thread_level: 0,
  low_memory: 0,
  use_delta_palette: 0,
  use_sharp_yuv: 0,
} as const;

/** What emscripten's factories take; their own types leave most of it out. */
interface ModuleOptions {
  readonly noInitialRun: true;
  readonly instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => object;
  readonly print: (text: string) => void;
  readonly printErr: (text: string) => void;
}
type ModuleFactory<Module> = (options: ModuleOptions) => Promise<Module>;

interface EncoderModule {
  encode(rgba: Uint8Array, width: number, height: number, config: typeof options): Uint8Array | null;
}
interface DecoderModule {
  decode(
    webp: Uint8Array,
  ): { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number } | null;
}

/**
 * @param loadWasm  the two modules' bytes: read from files in Node, fetched by `?url` in a worker
 * @throws VaultError `internal` where the bytes are not the pinned builds
 */
export async function createWebpCodec(loadWasm: () => Promise<WebpWasm>): Promise<RasterCodec> {
  const wasm = await loadWasm();
  const [encoder, decoder] = await Promise.all([
    start(createEncoder as unknown as ModuleFactory<EncoderModule>, wasm.encoder, webpWasmSha256.encoder),
    start(createDecoder as unknown as ModuleFactory<DecoderModule>, wasm.decoder, webpWasmSha256.decoder),
  ]);
  return {
    encode: (rgba, width, height) => encode(encoder, rgba, width, height),
    decode: (coded, width, height) => decode(decoder, coded, width, height),
  };
}

async function start<Module>(factory: ModuleFactory<Module>, wasm: ArrayBuffer, pinned: string): Promise<Module> {
  const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', wasm)));
  if (sha256 !== pinned) throw new VaultError('internal', 'codec is not the pinned build', { sha256 });
  const compiled = await WebAssembly.compile(wasm);
  const silent = () => undefined;
  return new Promise((resolve, reject) => {
    factory({
      noInitialRun: true,
      print: silent,
      printErr: silent,
      instantiateWasm(imports, done) {
        WebAssembly.instantiate(compiled, imports).then(done).catch(reject);
        return {};
      },
    }).then(resolve, reject);
  });
}

/** "RIFF", size, "WEBP", "VP8L", size */
const containerBytes = 20;

function encode(module: EncoderModule, rgba: Uint8Array, width: number, height: number): Bytes {
  if (rgba.length !== width * height * 4)
    throw new VaultError('internal', 'samples are not width × height', { width, height });
  const webp = module.encode(rgba, width, height, options);
  if (!webp) throw new VaultError('internal', 'libwebp refused a raster', { width, height });
  const length = new DataView(webp.buffer, webp.byteOffset).getUint32(16, true);
  return owned(webp.subarray(containerBytes, containerBytes + length));
}

function le32(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
}

/** VP8L's header: its mark, two 14-bit sizes less one, an alpha hint, version 0. */
function statesSize(coded: Uint8Array, width: number, height: number): boolean {
  if (coded.length < 5 || coded[0] !== 0x2f) return false;
  const bits = new DataView(coded.buffer, coded.byteOffset).getUint32(1, true);
  return (bits & 0x3fff) === width - 1 && ((bits >>> 14) & 0x3fff) === height - 1 && bits >>> 29 === 0;
}

function decode(module: DecoderModule, coded: Uint8Array, width: number, height: number): Bytes {
  // The size is checked first, so that a forged block cannot make libwebp allocate more than its area needs.
  if (coded.length > limits.blockBytes || !statesSize(coded, width, height)) {
    throw new VaultError('format', 'not a lossless WebP of this size', { width, height });
  }
  const padding = coded.length % 2;
  const webp = concat(
    utf8('RIFF'),
    le32(12 + coded.length + padding),
    utf8('WEBPVP8L'),
    le32(coded.length),
    coded,
    new Uint8Array(padding),
  );
  let image: ReturnType<DecoderModule['decode']>;
  try {
    image = module.decode(webp);
  } catch (cause) {
    throw new VaultError('format', 'libwebp failed on a block', { width, height }, { cause });
  }
  if (image?.width !== width || image.height !== height)
    throw new VaultError('format', 'block does not decode', { width, height });
  return new Uint8Array(image.data.buffer as ArrayBuffer, image.data.byteOffset, image.data.byteLength);
}
