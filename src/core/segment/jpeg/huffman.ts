// Huffman codes as a DHT segment defines them (ITU-T T.81 §C), made into the tables that the hot loops read.
import { VaultError } from '../../errors.ts';

/** As the file states it. */
export interface HuffmanCode {
  /** How many codes of 1 to 16 bits. */
  readonly counts: Uint8Array;
  /** Symbols in order of their codes. */
  readonly symbols: Uint8Array;
}

/** Bits that one lookup resolves. */
export const lookupBits = 10;

/**
 * What the next {@link lookupBits} bits mean. 0: a longer code, or none. Bit 7 set: code and value bits are both within;
 * value << 16 | zeros before it << 8 | 128 | bits of both. Else symbol << 8 | bits of the code.
 */
export interface DecodeTable {
  readonly lookup: Int32Array;
  /** Per length the first code above all of that length, left-aligned to 16 bits; and what leads from code to symbol. */
  readonly above: Int32Array;
  readonly first: Int32Array;
  readonly symbols: Uint8Array;
}

/** Per symbol code << 8 | bits; 0 where there is no code. */
export type EncodeTable = Int32Array;

/** @throws VaultError `format` where the counts do not make a prefix code */
function* codesOf({ counts, symbols }: HuffmanCode): Generator<{ code: number; bits: number; symbol: number }> {
  let code = 0;
  let index = 0;
  for (let bits = 1; bits <= 16; bits++) {
    for (let i = counts[bits - 1] as number; i > 0; i--) {
      if (code >= 1 << bits) throw new VaultError('format', 'JPEG: not a prefix code', { bits });
      yield { code: code++, bits, symbol: symbols[index++] as number };
    }
    code <<= 1;
  }
}

export function decodeTable(huffman: HuffmanCode): DecodeTable {
  const lookup = new Int32Array(1 << lookupBits);
  const above = new Int32Array(18);
  const first = new Int32Array(17);
  let index = 0;
  for (const { code, bits, symbol } of codesOf(huffman)) {
    if (bits <= lookupBits) {
      const free = lookupBits - bits;
      const size = symbol & 15;
      for (let rest = 0; rest < 1 << free; rest++) {
        const at = (code << free) | rest;
        if (size === 0 || size > free) lookup[at] = (symbol << 8) | bits;
        else {
          const value = rest >> (free - size);
          const signed = value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
          lookup[at] = (signed << 16) | ((symbol >> 4) << 8) | 128 | (bits + size);
        }
      }
    }
    if (above[bits] === 0) first[bits] = index - code;
    above[bits] = (code + 1) << (16 - bits);
    index++;
  }
  return { lookup, above, first, symbols: huffman.symbols };
}

export function encodeTable(huffman: HuffmanCode): EncodeTable {
  const table = new Int32Array(256);
  for (const { code, bits, symbol } of codesOf(huffman)) table[symbol] = (code << 8) | bits;
  return table;
}

/** A table that resolves nothing: for a scan that needs none of its kind. */
export const noDecodeTable: DecodeTable = {
  lookup: new Int32Array(1 << lookupBits),
  above: new Int32Array(18),
  first: new Int32Array(17),
  symbols: new Uint8Array(0),
};
export const noEncodeTable: EncodeTable = new Int32Array(256);
