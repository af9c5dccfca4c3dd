// Orders of rows by a number per row, stable and in linear time: 100,000 capture times sort in a few
// milliseconds, where a comparator takes a hundred.

const digitBits = 14;
const radix = 2 ** digitBits;
const digitMask = radix - 1;
/** A key is cut into a high and a low half of two digits each: adding an offset to a whole key would round it. */
const half = 2 ** (2 * digitBits - 1);

/**
 * Rows in ascending order of their key; equal keys keep the order of `rows`.
 *
 * @param keys  by row; whole numbers within ±2^53
 * @returns a new array
 */
export function sortRows(rows: Uint32Array<ArrayBuffer>, keys: Float64Array): Uint32Array<ArrayBuffer> {
  const count = rows.length;
  const low = new Uint32Array(count);
  const high = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const key = keys[rows[i] as number] as number;
    const upper = Math.floor(key / half);
    low[i] = key - upper * half;
    high[i] = upper + half;
  }
  let order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  for (const halves of [low, high]) {
    order = byDigit(order, halves, 0);
    order = byDigit(order, halves, digitBits);
  }
  for (let i = 0; i < count; i++) order[i] = rows[order[i] as number] as number;
  return order;
}

/** One pass of a radix sort: counts, then places. */
function byDigit(
  order: Uint32Array<ArrayBuffer>,
  values: Uint32Array<ArrayBuffer>,
  shift: number,
): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(radix + 1);
  for (let i = 0; i < values.length; i++) {
    const digit = ((values[i] as number) >>> shift) & digitMask;
    starts[digit + 1] = (starts[digit + 1] as number) + 1;
  }
  if (starts.includes(values.length, 1)) return order;
  for (let digit = 1; digit <= radix; digit++)
    starts[digit] = (starts[digit] as number) + (starts[digit - 1] as number);
  const sorted = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at++) {
    const i = order[at] as number;
    const digit = ((values[i] as number) >>> shift) & digitMask;
    const place = starts[digit] as number;
    sorted[place] = i;
    starts[digit] = place + 1;
  }
  return sorted;
}
