// Log batches: read by members, checked by hosts, refused when anything about them is not as it should be.
import { beforeAll, describe, expect, it } from 'vitest';
import { concat, type Bytes } from '../../../src/core/bytes.ts';
import {
  batchHash,
  noPrevious,
  openBatch,
  sealBatch,
  splitRecords,
  verifyBatch,
  type BatchInput,
  type BatchReading,
  type LogHead,
} from '../../../src/core/catalog/batch.ts';
import type { CatalogRecord } from '../../../src/core/catalog/records.ts';
import { LamportClock, maxLamport } from '../../../src/core/catalog/stamp.ts';
import { contexts } from '../../../src/core/contexts.ts';
import { isVaultError } from '../../../src/core/errors.ts';
import { limits } from '../../../src/core/limits.ts';
import {
  baseKey,
  device,
  deviceId,
  entry,
  epochId,
  fileId,
  noise,
  roundTrip,
  spaceId,
  type Device,
} from './samples.ts';

const records: CatalogRecord[] = [
  { type: 'entry', entry: entry(1) },
  { type: 'favourite', file: fileId(1), on: true },
  { type: 'unknown', name: 'next', value: { t: 'next', x: 1 } },
];
const seen: LogHead[] = [2, 1].map((n) => ({ device: deviceId(n), sequence: n, hash: noise(n, 32) }));
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('a log batch', () => {
  let author: Device;
  let stranger: Device;
  let base: CryptoKey;
  let reading: BatchReading;
  const input = (changes: Partial<BatchInput> = {}): BatchInput => ({
    space: spaceId(0),
    epoch: epochId(0),
    device: author.id,
    sequence: 0,
    previous: noPrevious(),
    lamport: 5,
    seen,
    records,
    base,
    signKey: author.signKey,
    ...changes,
  });

  beforeAll(async () => {
    [author, stranger, base] = await Promise.all([device(0), device(1), baseKey(1)]);
    reading = {
      space: spaceId(0),
      device: author.id,
      sequence: 0,
      previous: noPrevious(),
      signPublic: author.signPublic,
      base: (epoch) => (epoch === epochId(0) ? base : undefined),
    };
  });

  it('comes back with its records, stamp and the heads its author had seen', async () => {
    const { batch, hash } = await sealBatch(input());
    const opened = await openBatch(batch, reading);
    expect(opened).toMatchObject({ hash, epoch: epochId(0), lamport: 5 });
    expect(opened.records).toEqual(records);
    expect([...opened.seen].sort((a, b) => b.sequence - a.sequence)).toEqual(seen);
    expect(await batchHash(batch)).toEqual(hash);
  });

  it('follows the one before it and nothing else', async () => {
    const opened = await roundTrip(
      author,
      [1, 2, 3].map((lamport) => ({ lamport, records })),
    );
    expect(opened.map((batch) => batch.lamport)).toEqual([1, 2, 3]);
    const { batch } = await sealBatch(input({ sequence: 1, previous: noise(1, 32) }));
    await expect(openBatch(batch, { ...reading, sequence: 1, previous: noise(2, 32) })).rejects.toThrow(code('format'));
  });

  it('is checked without a content key', async () => {
    const { batch, hash } = await sealBatch(input());
    const checked = await verifyBatch(batch, reading);
    expect(checked.hash).toEqual(hash);
    expect(checked.header).toMatchObject({ space: spaceId(0), device: author.id, sequence: 0, epoch: epochId(0) });
  });

  it('shows a host neither records nor stamp nor heads', async () => {
    const text = 'a caption nobody else should read';
    const { batch } = await sealBatch(input({ records: [{ type: 'caption', file: fileId(1), text }] }));
    const shown = Buffer.from(batch);
    expect(shown.includes(text)).toBe(false);
    expect(shown.includes(Buffer.from(fileId(1), 'base64url'))).toBe(false);
    expect(shown.includes(Buffer.from(deviceId(1), 'base64url'))).toBe(false);
    expect(shown.includes(Buffer.from(author.id, 'base64url'))).toBe(true);
  });

  it('is never sealed twice under one key', async () => {
    const [one, two] = await Promise.all([sealBatch(input()), sealBatch(input())]);
    expect(one.batch.subarray(138, 170)).not.toEqual(two.batch.subarray(138, 170));
  });

  it('is refused after a change of any byte', async () => {
    const { batch } = await sealBatch(input({ records: [{ type: 'keep', file: fileId(1) }], seen: [] }));
    for (let at = 0; at < batch.length; at++) {
      const altered = batch.slice();
      altered[at] = (altered[at] as number) ^ (1 << (at % 8));
      const error: unknown = await openBatch(altered, reading).catch((caught: unknown) => caught);
      expect(isVaultError(error), `byte ${at}`).toBe(true);
      const expected =
        at === 0 ? ['version', 'format'] : at < 34 || (at >= 66 && at < 138) ? ['format', 'limit'] : ['signature'];
      expect(expected, `byte ${at}`).toContain(isVaultError(error) ? error.code : '');
    }
  });

  it('is refused when it is cut short', async () => {
    const { batch } = await sealBatch(input());
    for (const end of [0, 1, 137, 169, 249, batch.length - 1]) {
      const error: unknown = await openBatch(batch.slice(0, end), reading).catch((caught: unknown) => caught);
      expect(isVaultError(error), `${end} bytes`).toBe(true);
    }
  });

  it.each<[string, Partial<BatchReading>, string]>([
    ['another space', { space: spaceId(1) }, 'format'],
    ['another device', { device: deviceId(1) }, 'format'],
    ['another place in the log', { sequence: 1 }, 'format'],
    ['another chain', { previous: noise(1, 32) }, 'format'],
    ['a reader without the epoch', { base: () => undefined }, 'seal-broken'],
  ])('is refused for %s', async (_, changes, expected) => {
    const { batch } = await sealBatch(input());
    await expect(openBatch(batch, { ...reading, ...changes })).rejects.toThrow(code(expected));
  });

  it('is refused when somebody else signed it', async () => {
    const { batch } = await sealBatch(input({ signKey: stranger.signKey }));
    await expect(openBatch(batch, reading)).rejects.toThrow(code('signature'));
    await expect(verifyBatch(batch, reading)).rejects.toThrow(code('signature'));
  });

  it("does not open under another epoch's key though its signature holds", async () => {
    const { batch } = await sealBatch(input());
    const other = await baseKey(2);
    await expect(openBatch(batch, { ...reading, base: () => other })).rejects.toThrow(code('seal-broken'));
  });

  it('does not open when a host moved its ciphertext into another header and the author signed that', async () => {
    const [one, two] = await Promise.all([sealBatch(input()), sealBatch(input({ epoch: epochId(1) }))]);
    const unsigned = concat(two.batch.subarray(0, 138), one.batch.subarray(138, -64));
    const signed: Bytes = concat(contexts.batchSign, unsigned);
    const signature = await crypto.subtle.sign('Ed25519', author.signKey, signed);
    const moved = concat(unsigned, new Uint8Array(signature));
    await expect(openBatch(moved, { ...reading, base: () => base })).rejects.toThrow(code('seal-broken'));
  });

  it('is refused when its stamp runs ahead of all its author had seen', async () => {
    const known = new Map([
      [deviceId(1), 100],
      [deviceId(2), 200],
    ]);
    const lamportAt = (id: typeof author.id): number | undefined => known.get(id);
    const near = await sealBatch(input({ lamport: 200 + limits.stampLead }));
    const far = await sealBatch(input({ lamport: 201 + limits.stampLead }));
    await expect(openBatch(near.batch, { ...reading, lamportAt })).resolves.toMatchObject({ records });
    await expect(openBatch(far.batch, { ...reading, lamportAt })).rejects.toThrow(code('limit'));
  });

  it.each<[string, Partial<BatchInput>, string]>([
    ['no records', { records: [] }, 'format'],
    ['more than 256 records', { records: Array.from({ length: 257 }, () => records[1] as CatalogRecord) }, 'format'],
    ['a stamp of 0', { lamport: 0 }, 'format'],
    ['a stamp beyond the last', { lamport: maxLamport + 1 }, 'format'],
    ['the same head twice', { seen: [seen[0] as LogHead, seen[0] as LogHead] }, 'format'],
    ['half a sequence', { sequence: 0.5 }, 'format'],
    ['a short previous hash', { previous: noise(1, 31) }, 'format'],
    ['an entry nobody could read', { records: [{ type: 'entry', entry: entry(1, { width: 0.5 }) }] }, 'format'],
  ])('is not sealed with %s', async (_, changes, expected) => {
    await expect(sealBatch(input(changes))).rejects.toThrow(code(expected));
  });

  it('is not sealed with its own author among the heads seen', async () => {
    const own = { device: author.id, sequence: 0, hash: noise(1, 32) };
    await expect(sealBatch(input({ seen: [own] }))).rejects.toThrow(code('format'));
  });
});

describe('records for batches', () => {
  it('are cut so that each part fits one batch, in order', async () => {
    const path = 'ü'.repeat(4000);
    const many = Array.from({ length: 600 }, (_, n): CatalogRecord => ({
      type: 'entry',
      entry: entry(n, { path: `${path}${n}` }),
    }));
    const parts = splitRecords(many);
    expect(parts.flat()).toEqual(many);
    const author = await device(0);
    const largest = parts.reduce((most, part) => (part.length > most.length ? part : most));
    const [opened] = await roundTrip(author, [{ lamport: 1, records: largest }]);
    expect(opened?.records).toHaveLength(largest.length);
    expect(
      splitRecords(Array.from({ length: 600 }, () => records[1] as CatalogRecord)).map((part) => part.length),
    ).toEqual([256, 256, 88]);
    expect(splitRecords([])).toEqual([]);
  });
});

describe('stamps', () => {
  it('go above everything seen', () => {
    const clock = new LamportClock(3);
    expect(clock.next()).toBe(4);
    clock.observe(10);
    clock.observe(2);
    expect(clock.next()).toBe(11);
    expect(() => new LamportClock(maxLamport).next()).toThrow(code('limit'));
  });
});
