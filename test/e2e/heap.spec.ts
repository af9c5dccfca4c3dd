// The page never holds a key (design §8, issue: Look inside): after unlock, import and view, none of the vault's keys
// is in its heap, in its live buffers, or in any message that came to it. The keys are opened here, in Node, from what
// the database holds and the passphrase; planted ones prove that the search would find them.
import { createHash, randomBytes } from 'node:crypto';
import type { Page } from 'playwright/test';
import { fromHex, owned, toHex, type Bytes } from '../../src/core/bytes.ts';
import { contexts } from '../../src/core/contexts.ts';
import { Sealer } from '../../src/core/dice/seal.ts';
import { expand, hkdfKey } from '../../src/core/group/derive.ts';
import { epochKeys } from '../../src/core/group/epoch-keys.ts';
import { openWithPassphrase, type StoredKeyring } from '../../src/core/group/keyring.ts';
import { idToBytes, type DeviceId } from '../../src/core/ids.ts';
import { cutPicture } from '../../src/core/segment/segment.ts';
import { hashPassphrase } from '../../src/vault/passphrase-hash.ts';
import { expect, launchTessera } from '../support/app.ts';
import { test } from 'playwright/test';
import { findSecret, readPageMemory, recordMessages, wholeStrings } from '../support/heap-search.ts';
import {
  importByChoosing,
  lockNow,
  openPhoto,
  passphrase,
  photoStatus,
  register,
  slow,
  unlock,
} from '../support/person.ts';
import { photograph } from '../support/pictures/drawings.ts';
import { writePng } from '../support/pictures/png.ts';
import { nodeWebpCodec } from '../support/webp-node.ts';

const png = writePng(photograph(300, 200, 41));

/** What the database keeps, as a thief of the disk would read it. */
async function readStored(page: Page): Promise<{ keyring: StoredKeyring; rows: readonly string[] }> {
  const stored = await page.evaluate(async () => {
    const asked = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(request.error?.message));
      });
    const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const database = await asked(indexedDB.open('tessera'));
    const get = (name: string) => database.transaction(name).objectStore(name);
    const keyring = (await asked(get('settings').get('keyring'))) as {
      device: string;
      sealed: Uint8Array;
      passphrase: Uint8Array;
    };
    const rows = (await asked(get('packRows').getAll())) as Uint8Array[];
    database.close();
    const { device, sealed, passphrase: box } = keyring;
    return { device, sealed: hex(sealed), box: hex(box), rows: rows.map(hex) };
  });
  const bytes = (hex: string) => fromHex(hex) as Bytes;
  const { device, sealed, box, rows } = stored;
  const keyring = { device: device as DeviceId, sealed: bytes(sealed), passphrase: bytes(box), passkeys: [] };
  return { keyring, rows };
}

/** Every key that only the vault worker may hold, by name. */
async function secretsOf(page: Page): Promise<Record<string, Bytes>> {
  const { keyring: stored, rows } = await readStored(page);
  const { vaultKey, keyring } = await openWithPassphrase(stored, passphrase, hashPassphrase);
  const epoch = keyring.spaces[0]?.epochs[0];
  if (!epoch) throw new Error('a keyring without an epoch');
  const root = await hkdfKey(epoch.secret);
  const salt = idToBytes(epoch.epoch);
  const secrets: Record<string, Bytes> = {
    'vault key': vaultKey,
    'agree seed': keyring.agreeSeed,
    'local key': keyring.localKey,
    'epoch secret': epoch.secret,
    'lifetime key': epoch.lifetimeKey,
    'convergence key': await expand(root, salt, contexts.convergence),
    'epoch key': await expand(root, salt, contexts.epochKey),
  };
  const sealer = new Sealer((await epochKeys(epoch)).convergence);
  const sha256 = (file: Uint8Array): Promise<Bytes> =>
    Promise.resolve(owned(createHash('sha256').update(file).digest()));
  const cut = await cutPicture(png, 'png', 'tiles', await nodeWebpCodec(), sha256);
  if ('fallback' in cut) throw new Error(`the picture was not cut: ${cut.fallback}`);
  for (const [index, { kind, bytes }] of cut.blocks.entries()) {
    const { ref, sealed } = await sealer.seal(kind, bytes);
    // That the vault stores this very block shows that these are the keys in use.
    expect(
      rows.some((row) => row.includes(toHex(sealed.rehash))),
      `block ${index} is stored`,
    ).toBe(true);
    secrets[`key of block ${index}`] = ref.key;
  }
  return secrets;
}

/** A control of each kind, put where a leak would be. */
async function plant(page: Page): Promise<Record<string, { secret: Bytes; at: string }>> {
  // The first bytes are "+/+/" in base64, so that no control reads the same in base64url.
  const fresh = (at: string) => ({
    secret: owned(Buffer.concat([Buffer.from('+/+/', 'base64'), randomBytes(29)])),
    at,
  });
  const controls = {
    hex: fresh('heap hex'),
    base64: fresh('heap base64'),
    base64url: fresh('heap base64url'),
    decimal: fresh('heap decimal'),
    inside: fresh('heap hex'),
    numbers: fresh('heap decimal'),
    bytes: fresh('buffer'),
    message: fresh('message'),
  };
  const given = Object.fromEntries(Object.entries(controls).map(([name, { secret }]) => [name, [...secret]]));
  await page.evaluate(async (planted) => {
    const of = (name: string) => planted[name] ?? [];
    const hex = (name: string) =>
      of(name)
        .map((byte) => byte.toString(16).padStart(2, '0'))
        .join('');
    const binary = (name: string) => String.fromCharCode(...of(name));
    Object.assign(globalThis, {
      planted: {
        hex: hex('hex'),
        inside: JSON.stringify({ filling: 'x'.repeat(50_000), key: hex('inside') }),
        base64: btoa(binary('base64')),
        base64url: btoa(binary('base64url')).replaceAll('+', '-').replaceAll('/', '_'),
        decimal: of('decimal').join(','),
        numbers: of('numbers').map(Number),
        bytes: Uint8Array.from(of('bytes')),
      },
    });
    const { port1, port2 } = new MessageChannel();
    await new Promise<void>((resolve) => {
      port1.onmessage = ({ data }: MessageEvent<{ inner: Uint8Array }>) => {
        if (data.inner.length === 32) resolve();
      };
      port2.postMessage({ inner: Uint8Array.from(of('message')) });
    });
    port1.close();
  }, given);
  return controls;
}

test('no key of the vault is in the page after unlock, import and view; planted ones are found', async () => {
  test.setTimeout(240_000);
  const tessera = await launchTessera({ url: 'about:blank', args: [wholeStrings] });
  const { page } = tessera;
  try {
    await recordMessages(page);
    await page.goto(tessera.url);
    await register(page);
    await importByChoosing(page, [{ name: 'kept.png', bytes: png }]);
    await lockNow(page);
    await unlock(page);
    await openPhoto(page, 'kept.png');
    await expect(photoStatus(page)).toHaveText(/original verified/i, slow);
    const secrets = await secretsOf(page);
    const controls = await plant(page);

    const memory = await readPageMemory(page);
    for (const [name, { secret, at }] of Object.entries(controls))
      expect(findSecret(memory, secret), `planted as ${name}`).toContain(at);
    // The traffic was really seen: the thumbnail came as bytes, the file's name as text.
    expect(memory.crossedBytes.length).toBeGreaterThan(0);
    expect(memory.crossedTexts).toContain('kept.png');
    for (const [name, secret] of Object.entries(secrets)) expect(findSecret(memory, secret), name).toEqual([]);
    expect(tessera.problems).toEqual([]);
  } finally {
    await tessera.close();
  }
});
