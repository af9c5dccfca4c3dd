// Orders of rows by a number per row, stable and in linear time: 100,000 capture times sort in a few
// milliseconds, where a comparator takes a hundred.

/**
 * Rows in ascending order of their key; equal keys keep the order of `rows`.
 *
 * @param keys  by row; whole numbers within ±2^53
 * @returns a new array
 */
export function sortRows(rows: Uint32Array<ArrayBuffer>, keys: Float64Array): Uint32Array<ArrayBuffer> {
  const count = rows.length;
  // Keys as unsigned 54-bit numbers in three digits of 18 bits.
  const digits = 3;
  const radix = 2 ** 18;
  const offset = 2 ** 53;
  let from = rows.slice();
  let to = new Uint32Array(count);
  for (let digit = 0; digit < digits; digit++) {
    const unit = radix ** digit;
    const values = new Uint32Array(count);
    const starts = new Uint32Array(radix + 1);
    for (let i = 0; i < count; i++) {
      const value = Math.floor(((keys[from[i] as number] as number) + offset) / unit) % radix;
      values[i] = value;
      starts[value + 1] = (starts[value + 1] as number) + 1;
    }
    if (starts[(values[0] ?? 0) + 1] === count) continue;
    for (let value = 1; value <= radix; value++)
      starts[value] = (starts[value] as number) + (starts[value - 1] as number);
    for (let i = 0; i < count; i++) {
      const value = values[i] as number;
      const at = starts[value] as number;
      to[at] = from[i] as number;
      starts[value] = at + 1;
    }
    [from, to] = [to, from];
  }
  return from;
}
