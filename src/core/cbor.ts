// Deterministic CBOR (RFC 8949 §4.2) for everything structured that is stored or sent: shortest integers,
// definite lengths, map keys sorted, no floats unless asked for, no tags, no duplicate keys. The decoder
// accepts exactly what the encoder writes, so one structure has one byte form and one hash.
import { decode, encode } from 'cborg';
import { equalBytes, owned, type Bytes } from './bytes.ts';
import { VaultError } from './errors.ts';
import { limits } from './limits.ts';

/** What our formats are made of. Maps have short text keys; absent fields are left out, never null. */
export type Cbor = number | bigint | string | boolean | Uint8Array | readonly Cbor[] | { readonly [key: string]: Cbor };

export function encodeCbor(value: Cbor): Bytes {
  return owned(encode(value));
}

/**
 * @param maxBytes  the format's own bound, checked before decoding starts
 * @throws VaultError `limit` above the bound or too deep, `format` for anything not in the one canonical form
 */
export function decodeCbor(bytes: Uint8Array, maxBytes: number): Cbor {
  if (bytes.length > maxBytes) throw new VaultError('limit', 'structure too long', { bytes: bytes.length });
  checkDepth(bytes);
  let value: Cbor;
  try {
    value = decode(bytes, {
      strict: true,
      allowIndefinite: false,
      allowUndefined: false,
      allowInfinity: false,
      allowNaN: false,
      rejectDuplicateMapKeys: true,
    }) as Cbor;
  } catch (cause) {
    throw new VaultError('format', 'not canonical CBOR', {}, { cause });
  }
  if (!equalBytes(encode(value), bytes)) throw new VaultError('format', 'not in canonical order');
  return value;
}

/**
 * Walks the heads without building anything: bounds nesting before a recursive decoder sees the bytes, and
 * refuses what {@link Cbor} has no type for.
 * Lengths beyond the input are left to the decoder, which refuses them.
 */
function checkDepth(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const open: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const head = view.getUint8(at++);
    const major = head >> 5;
    const short = head & 31;
    let argument = short;
    if (short >= 24) {
      const width = short === 24 ? 1 : short === 25 ? 2 : short === 26 ? 4 : short === 27 ? 8 : 0;
      if (width === 0 || at + width > bytes.length) return;
      argument =
        width === 1
          ? view.getUint8(at)
          : width === 2
            ? view.getUint16(at)
            : width === 4
              ? view.getUint32(at)
              : Number(view.getBigUint64(at));
      at += width;
    }
    // Null and undefined stand for nothing here: an absent field is left out.
    if (major === 7 && (short === 22 || short === 23)) throw new VaultError('format', 'null in a structure');
    if (major === 2 || major === 3) at += argument;
    const children = major === 4 ? argument : major === 5 ? 2 * argument : 0;
    while (open.length > 0 && open[open.length - 1] === 0) open.pop();
    if (open.length > 0) open[open.length - 1] = (open[open.length - 1] as number) - 1;
    if (children > 0) {
      open.push(children);
      if (open.length > limits.cborDepth) throw new VaultError('limit', 'nested too deep');
    }
  }
}

/** Reads fields of a decoded map with checks; an unknown key is refused, so that nothing unseen is signed. */
export class CborReader {
  private readonly map: { readonly [key: string]: Cbor };
  private readonly seen = new Set<string>();

  /** @throws VaultError `format` where the value is not a map */
  constructor(
    value: Cbor | undefined,
    private readonly what: string,
  ) {
    if (typeof value !== 'object' || value instanceof Uint8Array || Array.isArray(value)) throw this.fault('not a map');
    this.map = value as { readonly [key: string]: Cbor };
  }

  has(key: string): boolean {
    return Object.hasOwn(this.map, key);
  }

  any(key: string): Cbor {
    this.seen.add(key);
    const value = Object.hasOwn(this.map, key) ? this.map[key] : undefined;
    if (value === undefined) throw this.fault(`lacks ${key}`);
    return value;
  }

  /** A whole number in [min, max]. */
  int(key: string, min = 0, max = Number.MAX_SAFE_INTEGER): number {
    const value = this.any(key);
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) throw this.fault(key);
    return value;
  }

  number(key: string): number {
    const value = this.any(key);
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.fault(key);
    return value;
  }

  bool(key: string): boolean {
    const value = this.any(key);
    if (typeof value !== 'boolean') throw this.fault(key);
    return value;
  }

  text(key: string, maxBytes: number): string {
    const value = this.any(key);
    if (typeof value !== 'string' || value.length > maxBytes) throw this.fault(key);
    return value;
  }

  /** @param length  exact, or undefined with `max` as the bound */
  bytes(key: string, length: number | undefined, max = length ?? 0): Bytes {
    const value = this.any(key);
    if (!(value instanceof Uint8Array) || value.length > max || (length !== undefined && value.length !== length))
      throw this.fault(key);
    return owned(value);
  }

  list(key: string, max: number): readonly Cbor[] {
    const value = this.any(key);
    if (!Array.isArray(value) || value.length > max) throw this.fault(key);
    return value as readonly Cbor[];
  }

  inner(key: string): CborReader {
    return new CborReader(this.any(key), `${this.what}.${key}`);
  }

  /** Call last. @throws VaultError `format` where a key was never asked for */
  end(): void {
    for (const key of Object.keys(this.map)) if (!this.seen.has(key)) throw this.fault(`unknown ${key}`);
  }

  private fault(why: string): VaultError {
    return new VaultError('format', `${this.what}: ${why}`);
  }
}
