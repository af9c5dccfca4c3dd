import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../../../src/core/bytes.ts';
import { isVaultError } from '../../../src/core/errors.ts';
import type { Device } from '../../../src/core/group/identities.ts';
import { openInbox, sealToInbox } from '../../../src/core/group/inbox.ts';
import { fixedBytes, fixedDevice } from '../../vectors/fixed.ts';

const file = { name: 'Urlaub/IMG_1.jpg', type: 'image/jpeg', lastModified: 1_700_000_000_000 };
const segment = 1024 * 1024;
let device: Device;

beforeAll(async () => {
  device = await fixedDevice('device');
});

async function seal(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await (await sealToInbox(device.agreePublic, file, new Blob([data]))).arrayBuffer());
}
const openBytes = (bytes: Bytes) => openInbox(device.agreeSeed, new Blob([bytes]));

describe('the inbox', () => {
  it('gives back name, type, time and every byte, at every length around a segment', async () => {
    for (const length of [0, 1, segment - 1, segment, segment + 1, 9 * segment + 5]) {
      const data = new Uint8Array(length).map((_, i) => (i * 31) >> 3);
      const opened = await openBytes(await seal(data));
      expect(opened).toMatchObject(file);
      expect(opened.data.type).toBe('image/jpeg');
      expect(Buffer.from(await opened.data.arrayBuffer()).equals(data)).toBe(true);
    }
  });

  it('shows neither name nor content, and never the same bytes twice', async () => {
    const data = fixedBytes('data', 1000);
    const [one, two] = [Buffer.from(await seal(data)), Buffer.from(await seal(data))];
    expect(one.includes('IMG_1')).toBe(false);
    expect(one.includes(Buffer.from(data.subarray(100, 116)))).toBe(false);
    expect(one.subarray(8, 40).equals(two.subarray(8, 40))).toBe(false);
  });

  it('opens for its own device only', async () => {
    const item = new Blob([await seal(fixedBytes('data', 10))]);
    const other = await fixedDevice('second');
    await expect(openInbox(other.agreeSeed, item)).rejects.toMatchObject({ code: 'seal-broken' });
  });

  it('keeps a time before 1970', async () => {
    const old = { ...file, lastModified: -86_400_000 };
    const item = await sealToInbox(device.agreePublic, old, new Blob([new Uint8Array(3)]));
    expect((await openInbox(device.agreeSeed, item)).lastModified).toBe(-86_400_000);
  });

  it('reads at most one segment of a long file at a time', async () => {
    const slices: number[] = [];
    const long = new Blob([new Uint8Array(5 * segment)]);
    const watched: Blob = Object.assign(Object.create(Blob.prototype) as Blob, {
      slice: (from: number, to: number) => {
        slices.push(to - from);
        return long.slice(from, to);
      },
    });
    Object.defineProperty(watched, 'size', { value: long.size });
    await sealToInbox(device.agreePublic, file, watched);
    expect(slices).toEqual(Array(5).fill(segment));
  });

  it('says so when the file can no longer be read', async () => {
    const gone = Object.defineProperty(Object.create(Blob.prototype) as Blob, 'size', { value: 5 });
    Object.assign(gone, { slice: () => ({ arrayBuffer: () => Promise.reject(new Error('moved')) }) });
    await expect(sealToInbox(device.agreePublic, file, gone)).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});

describe('a hostile inbox item', () => {
  it('is refused for any flipped byte', async () => {
    const item = await seal(fixedBytes('data', 40));
    for (let at = 0; at < item.length; at++)
      await expect(openBytes(item.with(at, (item[at] as number) ^ 0x21))).rejects.toSatisfy(isVaultError);
  });

  it('is refused when segments are cut off, swapped, repeated, or bytes are added', async () => {
    const item = await seal(new Uint8Array(3 * segment).map((_, i) => i >> 12));
    const start = item.length - 3 * (segment + 16);
    const part = (i: number): Bytes => item.slice(start + i * (segment + 16), start + (i + 1) * (segment + 16));
    const join = (...parts: Bytes[]): Bytes => new Uint8Array(Buffer.concat([item.slice(0, start), ...parts]));
    expect(await openBytes(join(part(0), part(1), part(2)))).toMatchObject(file);
    for (const forged of [
      join(part(0), part(1)),
      join(part(0)),
      join(part(1), part(0), part(2)),
      join(part(0), part(0), part(2)),
      join(part(0), part(1), part(2), new Uint8Array(1)),
      join(part(0), part(1), part(2).slice(1)),
    ])
      await expect(openBytes(forged)).rejects.toMatchObject({ code: 'seal-broken' });
  });

  it('cannot have its head moved to another item', async () => {
    const [one, two] = [await seal(fixedBytes('data', 40)), await seal(fixedBytes('data', 40))];
    const mixed = new Uint8Array(Buffer.concat([one.slice(0, 60), two.slice(60)]));
    await expect(openBytes(mixed)).rejects.toMatchObject({ code: 'seal-broken' });
  });

  it('is refused for a public key of small order, whose secret everybody knows', async () => {
    const item = await seal(fixedBytes('data', 40));
    for (const first of [0, 1]) {
      const forged = item.slice();
      forged.fill(0, 8, 40);
      forged[8] = first;
      await expect(openBytes(forged)).rejects.toMatchObject({ code: 'format' });
    }
  });

  it('fails with VaultError only, and before it allocates what it claims', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), async (bytes) => {
        await expect(openBytes(new Uint8Array(bytes))).rejects.toSatisfy(isVaultError);
      }),
    );
    const greedy = (await seal(new Uint8Array(1))).slice();
    greedy.fill(255, 40, 44);
    await expect(openBytes(greedy)).rejects.toMatchObject({ code: 'limit' });
  });
});
