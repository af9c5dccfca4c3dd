// The bench as data: every figure that the issue names is there, whether or not it could be measured.
import { expect, test } from 'vitest';
import { framesPerSecond } from '../bench/fling.mjs';
import { benches, Figures, median } from '../bench/list.mjs';

const promised = [
  'import.jpeg',
  'import.png',
  'import.tiff',
  'stored.all',
  'stored.previews',
  'memory.per100',
  'open.first12mp',
  'open.verified12mp',
  'dice.12k',
  'dice.64k',
  'grid.1k',
  'grid.10k',
  'grid.100k',
  'grid.fps',
  'shell.size',
  'restic',
];

test('the JSON has every promised id once, measured or not', () => {
  const figures = new Figures();
  figures.add('dice.12k', 100, 'bare WebCrypto', 0.9);
  const written = figures.all();
  const ids = written.map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining(promised));
  expect(new Set(ids).size).toBe(ids.length);
  expect(written).toHaveLength(benches.length);
  for (const figure of written)
    expect(Object.keys(figure).sort()).toEqual(['against', 'id', 'name', 'ratio', 'unit', 'value']);
  expect(written.find(({ id }) => id === 'dice.12k')).toMatchObject({ value: 100, unit: 'MB/s', ratio: 0.9 });
  expect(written.find(({ id }) => id === 'restic')?.value).toBeNull();
});

test('a figure that no bench has is a mistake', () => {
  expect(() => new Figures().add('import.hiec', 1, 'nothing', null)).toThrow('import.hiec');
});

test('a median is not moved by one slow round', () => {
  expect(median([10, 11, 900])).toBe(11);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('one bad second shows in the worst, not in the median', () => {
  const even = Array.from({ length: 180 }, (_, frame) => (frame * 1000) / 60);
  const frames = even.filter((at) => at < 1000 || at >= 2000 || Math.round(at) % 100 === 0);
  const { median: usual, worst } = framesPerSecond(frames);
  expect(usual).toBeCloseTo(60);
  expect(worst).toBeLessThan(15);
});
