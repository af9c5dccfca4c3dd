// The literals and matches of a deflate stream's first block (RFC 1951 §3.2). They tell how the stream was made
// long before a candidate has made a block of its own: a wrong one differs within some hundred tokens.
import {
  codesOf,
  distanceBase,
  distanceExtra,
  fixedDistanceLengths,
  fixedLengths,
  lengthBase,
  lengthExtra,
  lengthOrder,
} from './deflate-codes.ts';

export interface FirstBlock {
  /** Of each token; 0 marks a literal. */
  readonly distances: Uint16Array;
  /** A literal's byte, or a match's length less 3. */
  readonly values: Uint8Array;
  /** Coded with deflate's fixed codes. */
  readonly fixed: boolean;
  /** True where the stream has no further block. */
  readonly last: boolean;
}

/** Above zlib's largest block; what is longer was not made by it. */
const maxTokens = 32_768;

class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bits past the end read as 0; {@link overrun} tells. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      value |= (((this.#bytes[this.#at >> 3] ?? 0) >> (this.#at & 7)) & 1) << i;
    }
    return value;
  }

  get overrun(): boolean {
    return this.#at > 8 * this.#bytes.length;
  }
}

/** A decoder of one canonical code: bits in, symbol out; undefined for bits that are no code. */
function symbolReader(reader: BitReader, lengths: Uint8Array): () => number | undefined {
  const symbols = new Map<number, number>();
  const codes = codesOf(lengths);
  lengths.forEach((length, symbol) => {
    if (length > 0) symbols.set((length << 16) | (codes[symbol] as number), symbol);
  });
  return () => {
    let code = 0;
    for (let length = 1; length <= 15; length++) {
      code |= reader.bits(1) << (length - 1);
      const symbol = symbols.get((length << 16) | code);
      if (symbol !== undefined) return symbol;
    }
    return undefined;
  };
}

/** Reads a dynamic block's two codes. @returns undefined where they are malformed */
function readCodes(reader: BitReader): { literals: Uint8Array; distances: Uint8Array } | undefined {
  const literalCount = reader.bits(5) + 257;
  const distanceCount = reader.bits(5) + 1;
  const sent = reader.bits(4) + 4;
  const own = new Uint8Array(19);
  for (const symbol of lengthOrder.slice(0, sent)) own[symbol] = reader.bits(3);
  const next = symbolReader(reader, own);
  const lengths = new Uint8Array(literalCount + distanceCount);
  for (let i = 0; i < lengths.length;) {
    const symbol = next();
    if (symbol === undefined || reader.overrun) return undefined;
    if (symbol < 16) lengths[i++] = symbol;
    else {
      const value = symbol === 16 ? (lengths[i - 1] ?? 0) : 0;
      const repeat = symbol === 16 ? 3 + reader.bits(2) : symbol === 17 ? 3 + reader.bits(3) : 11 + reader.bits(7);
      lengths.fill(value, i, i + repeat);
      i += repeat;
    }
  }
  return { literals: lengths.slice(0, literalCount), distances: lengths.slice(literalCount) };
}

/** @param body  deflate data without zlib's header. @returns undefined for a stored or malformed block */
export function readFirstBlock(body: Uint8Array): FirstBlock | undefined {
  const reader = new BitReader(body);
  const last = reader.bits(1) === 1;
  const type = reader.bits(2);
  const codes =
    type === 1
      ? { literals: fixedLengths, distances: fixedDistanceLengths }
      : type === 2
        ? readCodes(reader)
        : undefined;
  if (!codes) return undefined;
  const nextSymbol = symbolReader(reader, codes.literals);
  const nextDistance = symbolReader(reader, codes.distances);
  const distances = new Uint16Array(maxTokens);
  const values = new Uint8Array(maxTokens);
  for (let count = 0; count < maxTokens && !reader.overrun; count++) {
    const symbol = nextSymbol();
    if (symbol === undefined || symbol > 285) return undefined;
    if (symbol === 256)
      return { distances: distances.slice(0, count), values: values.slice(0, count), fixed: type === 1, last };
    if (symbol < 256) {
      values[count] = symbol;
      continue;
    }
    values[count] = (lengthBase[symbol - 257] as number) + reader.bits(lengthExtra[symbol - 257] as number);
    const code = nextDistance();
    if (code === undefined || code > 29) return undefined;
    distances[count] = 1 + (distanceBase[code] as number) + reader.bits(distanceExtra[code] as number);
  }
  return undefined;
}
