// Runs inside a frame whose policy is the app's: no eval of strings, WASM only. Tells its parent what happened.
import decoderUrl from '@jsquash/webp/codec/dec/webp_dec.wasm?url';
import encoderUrl from '@jsquash/webp/codec/enc/webp_enc_simd.wasm?url';
import { equalBytes, toHex } from '../../src/core/bytes.ts';
import { createWebpCodec } from '../../src/media/webp-codec.ts';
import { noise, text } from './pictures/drawings.ts';

export interface PolicyReport {
  readonly evalRefused: boolean;
  readonly exact: boolean;
  readonly sha256: string;
  readonly error?: string;
}

async function bytesOf(url: string): Promise<ArrayBuffer> {
  return (await fetch(url)).arrayBuffer();
}

function isEvalRefused(): boolean {
  try {
    return Reflect.construct(Function, ['return 1'])() !== 1;
  } catch {
    return true;
  }
}

async function report(): Promise<PolicyReport> {
  const codec = await createWebpCodec(async () => ({
    encoder: await bytesOf(encoderUrl),
    decoder: await bytesOf(decoderUrl),
  }));
  const ramp = noise(64, 64, 3);
  const exact = equalBytes(codec.decode(codec.encode(ramp.rgba, 64, 64), 64, 64), ramp.rgba);
  const page = text(128, 128, 7);
  const coded = codec.encode(page.rgba, page.width, page.height);
  return {
    evalRefused: isEvalRefused(),
    exact,
    sha256: toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', coded))),
  };
}

report().then(
  (told) => parent.postMessage(told, '*'),
  (error: unknown) =>
    parent.postMessage({ evalRefused: isEvalRefused(), exact: false, sha256: '', error: String(error) }, '*'),
);
