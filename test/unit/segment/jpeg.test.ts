// JPEG files ⇄ coefficients and frames: every coding freedom comes back bit for bit, and does not reach the coefficients.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bytes } from '../../../src/core/bytes.ts';
import { beginJpeg, takeApartJpeg, type JpegPicture } from '../../../src/core/segment/jpeg/jpeg.ts';
import { randomBytes, seededRandom } from '../../support/pictures/random.ts';
import { progressiveScript, writeJpeg, type JpegOptions } from '../../support/pictures/jpeg.ts';

function apart(file: Bytes): { picture: JpegPicture; frame: Bytes } {
  const parts = takeApartJpeg(file);
  if (typeof parts === 'string') throw new Error(parts);
  return parts;
}

function rebuild({ picture, frame }: { picture: JpegPicture; frame: Bytes }): Bytes {
  const assembly = beginJpeg(frame);
  assembly.picture.coefficients.set(picture.coefficients);
  return assembly.finish();
}

function expectExact(file: Bytes): JpegPicture {
  const parts = apart(file);
  expect(Buffer.compare(rebuild(parts), file)).toBe(0);
  return parts.picture;
}

const colour = [
  [2, 2],
  [1, 1],
  [1, 1],
] as const;
const drawn: JpegOptions = { width: 83, height: 61, sampling: colour };

const factor = fc.integer({ min: 1, max: 4 });
const sampling = fc
  .array(fc.tuple(factor, factor), { minLength: 1, maxLength: 4 })
  .filter((factors) => factors.reduce((sum, [h, v]) => sum + h * v, 0) <= 10);
const anyJpeg = fc
  .record({
    width: fc.integer({ min: 1, max: 90 }),
    height: fc.integer({ min: 1, max: 90 }),
    sampling,
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    density: fc.constantFrom(0, 0.01, 0.1, 0.5),
    bits: fc.constantFrom(1, 3, 10),
    restart: fc.constantFrom(0, 0, 1, 3, 17),
    padding: fc.constantFrom('ones' as const, 'zeros' as const, 'random' as const),
    runs: fc.constantFrom('greedy' as const, 'libjpeg' as const, 'none' as const, 'empty' as const, 'random' as const),
    idleRuns: fc.boolean(),
    strangePadding: fc.boolean(),
    codes: fc.constantFrom('flat' as const, 'huffman' as const),
    strays: fc.boolean(),
    extended: fc.boolean(),
    script: fc.constantFrom('one' as const, 'each' as const, 'progressive' as const),
  })
  .map(({ script, ...options }): JpegOptions => {
    const progressive = script === 'progressive';
    const each = options.sampling.map((_, i) => ({ components: [i], from: 0, to: 63, high: 0, low: 0 }));
    const scans = progressive ? progressiveScript(options.sampling.length) : script === 'each' ? each : undefined;
    // Padding coefficients reach progressive files in their DC only.
    return { ...options, progressive, ...(scans && { scans }), strangePadding: options.strangePadding && !scans };
  });

describe('a JPEG comes back bit for bit', () => {
  it('whatever its sampling, scans, restarts, tables, padding and runs', () => {
    fc.assert(
      fc.property(anyJpeg, (options) => {
        expectExact(writeJpeg(options));
      }),
      { numRuns: 150 },
    );
  });

  it('with metadata, a thumbnail of its own and a film behind it', () => {
    const trailing = randomBytes(seededRandom(4), 70_000);
    const file = writeJpeg({ ...drawn, trailing });
    const thumbnail = writeJpeg({ width: 16, height: 16, sampling: [[1, 1]] });
    const header = [0xff, 0xd8, 0xff, 0xe1, (thumbnail.length + 2) >> 8, (thumbnail.length + 2) & 255];
    const tagged = Uint8Array.from([...header, ...thumbnail, ...file.subarray(2)]);
    expect(expectExact(tagged).coefficients).toEqual(apart(writeJpeg(drawn)).picture.coefficients);
  });

  it.each(['libjpeg', 'empty', 'none'] as const)(
    'and gathering ends of band as %s does costs the frame nothing',
    (runs) => {
      const options = { ...drawn, width: 400, least: 4, progressive: true, scans: progressiveScript(3) };
      const gathered = writeJpeg({ ...options, runs: 'greedy' });
      const file = writeJpeg({ ...options, runs });
      expect(file.length).toBeGreaterThan(gathered.length);
      expectExact(file);
      expect(apart(file).frame.length).toBeLessThan(apart(gathered).frame.length + 100);
    },
  );

  it('and a plain one keeps one byte for each of its scans', () => {
    const file = writeJpeg({ ...drawn, progressive: true, scans: progressiveScript(3) });
    const headers = writeJpeg({ ...drawn, progressive: true, scans: progressiveScript(3), density: 0 });
    expect(apart(file).frame.length).toBeLessThan(headers.length);
  });
});

describe('coefficients are the same', () => {
  const expected = apart(writeJpeg(drawn)).picture;
  const twins: [string, Partial<JpegOptions>][] = [
    ['progressive', { progressive: true, scans: progressiveScript(3) }],
    ['progressive without runs', { progressive: true, scans: progressiveScript(3), runs: 'none' }],
    ['with other tables', { codes: 'flat' }],
    ['with restarts', { restart: 4 }],
    [
      'with a scan for each component',
      { scans: [0, 1, 2].map((i) => ({ components: [i], from: 0, to: 63, high: 0, low: 0 })) },
    ],
    ['with idle runs of zeros', { idleRuns: true }],
  ];
  it.each(twins)('%s', (_, options) => {
    expect(expectExact(writeJpeg({ ...drawn, ...options })).coefficients).toEqual(expected.coefficients);
  });

  it('and they are those that the file was drawn from', () => {
    const flat = writeJpeg({ width: 8, height: 8, sampling: [[2, 2]], density: 0, seed: 3 });
    const { coefficients, shape, quantisers } = expectExact(flat);
    expect(shape.components).toMatchObject([{ h: 1, v: 1, wide: 1, high: 1 }]);
    expect(quantisers.map((steps) => [...steps.subarray(0, 3)])).toEqual([[1, 2, 3]]);
    expect(coefficients.length).toBe(64);
    expect(coefficients.subarray(1).every((value) => value === 0)).toBe(true);
  });
});

describe('what is not ours stays whole', () => {
  const file = writeJpeg(drawn);
  const markerAt = (code: number) => file.findIndex((byte, i) => byte === 0xff && file[i + 1] === code);
  const altered = (offset: number, byte: number) => {
    const copy = file.slice();
    copy[offset] = byte;
    return copy;
  };
  it.each([
    ['lossless', 0xc3],
    ['hierarchical', 0xc5],
    ['arithmetic', 0xc9],
  ])('%s', (_, code) => {
    expect(takeApartJpeg(altered(markerAt(0xc0) + 1, code))).toBe('coding');
  });
  it('12 bits', () => {
    expect(takeApartJpeg(altered(markerAt(0xc0) + 4, 12))).toBe('coding');
  });
  it('truncated', () => {
    for (const length of [0, 2, 100, file.length >> 1, file.length - 3, file.length - 1])
      expect(takeApartJpeg(file.slice(0, length))).toBe('broken');
  });
  it('a claim of 65,000 × 65,000 pixels, before memory is taken for it', () => {
    const claiming = file.slice();
    claiming.set([0xfd, 0xe8, 0xfd, 0xe8], markerAt(0xc0) + 5);
    expect(takeApartJpeg(claiming)).toBe('too-large');
    claiming.set([0x10, 0x00, 0x10, 0x00], markerAt(0xc0) + 5);
    const before = process.memoryUsage().arrayBuffers;
    expect(takeApartJpeg(claiming)).toBe('broken');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000);
  });
});

const photos = resolve(import.meta.dirname, '../../../../shared/photos');
const whole = new Map([
  ['arithmetic-coded.jpg', 'coding'],
  ['empty.jpg', 'broken'],
  ['not-an-image.jpg', 'broken'],
  ['truncated.jpg', 'broken'],
]);
const besideCheckout = ['albums', 'budgie', 'made', 'distorted'].flatMap((folder) => {
  const path = resolve(photos, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jpg'))
    .map((name) => join(folder, name));
});

describe.skipIf(besideCheckout.length === 0)('photos beside the checkout come back bit for bit', () => {
  it.each(besideCheckout)('%s', (name) => {
    const file = new Uint8Array(readFileSync(resolve(photos, name)));
    const reason = whole.get(name.split('/').at(-1) ?? '');
    if (reason) expect(takeApartJpeg(file)).toBe(reason);
    else expectExact(file);
  });
});
