// The constant tables of deflate, and canonical codes from their lengths (RFC 1951 §3.2.2, §3.2.5, §3.2.6).

export const literals = 256;
export const endOfBlock = 256;
export const literalCodes = 286;
export const distanceCodes = 30;
export const maxBits = 15;

export const lengthExtra = Uint8Array.of(
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  0,
  1,
  1,
  1,
  1,
  2,
  2,
  2,
  2,
  3,
  3,
  3,
  3,
  4,
  4,
  4,
  4,
  5,
  5,
  5,
  5,
  0,
);
export const distanceExtra = Uint8Array.from({ length: distanceCodes }, (_, code) => Math.max(0, (code >> 1) - 1));
/** Order in which the lengths of the code lengths' own code are sent. */
export const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Of a match length less 3 and of a distance less 1: the code, and the first value it stands for. */
export const lengthBase = new Uint16Array(29);
export const codeOfLength = new Uint8Array(256);
export const distanceBase = new Uint16Array(distanceCodes);
export const codeOfDistance = new Uint8Array(32_768);
for (let code = 0, length = 0; code < 28; code++) {
  lengthBase[code] = length;
  for (let i = 0; i < 1 << (lengthExtra[code] as number); i++) codeOfLength[length++] = code;
}
// The longest match has a code of its own, without extra bits.
codeOfLength[255] = 28;
lengthBase[28] = 255;
for (let code = 0, distance = 0; code < distanceCodes; code++) {
  distanceBase[code] = distance;
  for (let i = 0; i < 1 << (distanceExtra[code] as number); i++) codeOfDistance[distance++] = code;
}

export function codesOf(lengths: Uint8Array): Uint16Array {
  const counts = new Uint16Array(maxBits + 2);
  for (const length of lengths) if (length > 0) counts[length + 1]!++;
  const next = new Uint16Array(maxBits + 2);
  for (let bits = 1; bits <= maxBits; bits++) next[bits] = ((next[bits - 1] as number) + (counts[bits] as number)) << 1;
  return Uint16Array.from(lengths, (length) => {
    if (length === 0) return 0;
    let code = next[length]!++;
    let reversed = 0;
    for (let i = 0; i < length; i++, code >>= 1) reversed = (reversed << 1) | (code & 1);
    return reversed;
  });
}

export const fixedLengths = Uint8Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
export const fixedDistanceLengths = new Uint8Array(distanceCodes).fill(5);
