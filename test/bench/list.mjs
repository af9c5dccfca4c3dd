// @ts-check
// What the bench measures, as data (issue: Bench): every id appears in the JSON, whatever could not be measured
// with a value of null. `aim` is what we want of the figure named beside it; the bench reports, it never fails.

/**
 * @typedef {object} Bench
 * @property {string} id
 * @property {string} name
 * @property {string} unit
 * @property {string} [aim]
 *
 * @typedef {object} Figure
 * @property {string} id
 * @property {string} name
 * @property {number | null} value  null where it could not be measured here
 * @property {string} unit
 * @property {string} against  what `ratio` compares with, measured in the same run
 * @property {number | null} ratio
 */

/** @type {readonly Bench[]} */
export const benches = [
  { id: 'import.jpeg', name: 'Import JPEG, to acknowledged', unit: 'MP/s' },
  { id: 'import.png', name: 'Import PNG, to acknowledged', unit: 'MP/s', aim: 'value ≥ 2' },
  { id: 'import.tiff', name: 'Import TIFF, to acknowledged', unit: 'MP/s' },
  { id: 'stored.all', name: 'Stored, all but previews', unit: 'MB', aim: 'ratio < 1' },
  { id: 'stored.previews', name: 'Stored, preview cache', unit: 'MB' },
  { id: 'memory.per100', name: 'Memory kept per 100 photos', unit: 'MB', aim: 'value near 0' },
  { id: 'open.first12mp', name: 'Open 12 MP JPEG, first checked pixels', unit: 'ms', aim: 'ratio ≤ 0.5' },
  { id: 'open.verified12mp', name: 'Open 12 MP JPEG, original verified', unit: 'ms', aim: 'ratio ≤ 2.5' },
  { id: 'open.first12mp.png', name: 'Open 12 MP PNG, first checked pixels', unit: 'ms', aim: 'ratio ≤ 0.5' },
  { id: 'open.verified12mp.png', name: 'Open 12 MP PNG, original verified', unit: 'ms', aim: 'ratio ≤ 2.5' },
  { id: 'dice.12k', name: 'Seal blocks of 12 KiB', unit: 'MB/s' },
  { id: 'dice.64k', name: 'Seal blocks of 64 KiB', unit: 'MB/s' },
  { id: 'grid.1k', name: 'Keys to first screen, 1,000 photos', unit: 'ms' },
  { id: 'grid.10k', name: 'Keys to first screen, 10,000 photos', unit: 'ms' },
  { id: 'grid.100k', name: 'Keys to first screen, 100,000 photos', unit: 'ms', aim: 'value ≤ 1000' },
  { id: 'grid.fps', name: 'Fling through 100,000 photos, median', unit: 'fps', aim: 'value ≥ 55' },
  { id: 'grid.fps.worst', name: 'Fling through 100,000 photos, worst second', unit: 'fps' },
  { id: 'grid.sharp', name: 'Far jump until every tile is sharp', unit: 'ms', aim: 'value ≤ 300' },
  { id: 'shell.size', name: 'Shell, compressed', unit: 'kB', aim: 'value ≤ 60' },
  { id: 'restic', name: 'restic backup of the same folder', unit: 'MB/s' },
];

/** @param {readonly number[]} values @returns {number} */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2;
}

/** Collects figures and gives one for every bench, in the list's order. */
export class Figures {
  /** @type {Map<string, Figure>} */
  #measured = new Map();

  /** @param {string} id @param {number | null} value @param {string} against @param {number | null} ratio */
  add(id, value, against, ratio) {
    const bench = benches.find((one) => one.id === id);
    if (!bench) throw new Error(`No bench is named ${id}.`);
    this.#measured.set(id, { id, name: bench.name, value, unit: bench.unit, against, ratio });
  }

  /** @returns {Figure[]} */
  all() {
    return benches.map(
      ({ id, name, unit }) =>
        this.#measured.get(id) ?? { id, name, value: null, unit, against: 'not measured here', ratio: null },
    );
  }
}
