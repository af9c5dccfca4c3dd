import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bytes } from '../../../src/core/bytes.ts';
import { isVaultError } from '../../../src/core/errors.ts';
import { recoveryIdentity } from '../../../src/core/group/identities.ts';
import type { PassphraseHash } from '../../../src/core/group/key-boxes.ts';
import {
  addPasskeyBox,
  createKeyring,
  forgetKeyring,
  openWithPasskey,
  openWithPassphrase,
  passkeysOf,
  rewrapPassphrase,
  sealKeyring,
  type Keyring,
  type OpenKeyring,
  type StoredKeyring,
} from '../../../src/core/group/keyring.ts';
import { createPrivateSpace } from '../../../src/core/group/membership.ts';
import { hashPassphrase } from '../../../src/vault/passphrase-hash.ts';
import { fixedBytes, fixedDevice } from '../../vectors/fixed.ts';

/** Costs nothing; the real one has a test of its own below. */
const quickHash: PassphraseHash = async (passphrase, salt, cost) => {
  const seed = [...passphrase, ...salt, cost.memoryKiB & 255, cost.passes, cost.lanes];
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(seed)));
};

const passphrase = 'correct horse battery staple';
const prf = fixedBytes('prf', 32);
const passkey = { credential: fixedBytes('id', 20), label: 'Phone', addedMs: 5, prfSalt: fixedBytes('prf salt', 32) };
let keyring: Keyring;
let stored: StoredKeyring;
let open: OpenKeyring;
let box: Bytes;

beforeAll(async () => {
  const device = await fixedDevice('device');
  const recovery = await recoveryIdentity(fixedBytes('recovery', 32));
  const { space, epochs } = await createPrivateSpace(device, recovery, 1);
  keyring = {
    device: device.id,
    agreeSeed: device.agreeSeed,
    name: 'Ada',
    spaces: [{ space, epochs }],
    localKey: fixedBytes('local', 32),
  };
  const created = await createKeyring(keyring, passphrase, quickHash);
  open = created.open;
  box = await addPasskeyBox(open, passkey, prf);
  stored = { ...created.stored, passkeys: [box] };
});

describe('the keyring', () => {
  it('opens with the passphrase and with the passkey to the same secrets', async () => {
    const byPassphrase = await openWithPassphrase(stored, passphrase, quickHash);
    expect(byPassphrase.keyring).toEqual(keyring);
    expect(await openWithPasskey(stored, box, prf)).toEqual(byPassphrase);
  });

  it('takes a passphrase typed in another Unicode form', async () => {
    const { stored: accented } = await createKeyring(keyring, 'caf\u00e9 \ufb01ne', quickHash);
    expect((await openWithPassphrase(accented, 'cafe\u0301 fine', quickHash)).keyring).toEqual(keyring);
  });

  it('tells a wrong passphrase and a wrong passkey from damage', async () => {
    await expect(openWithPassphrase(stored, `${passphrase} `, quickHash)).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
    for (const wrong of [fixedBytes('another', 32), prf.slice(1)])
      await expect(openWithPasskey(stored, box, wrong)).rejects.toMatchObject({ code: 'wrong-passkey' });
  });

  it('keeps its vault key when the passphrase changes, and forgets the old passphrase', async () => {
    const changed = { ...stored, passphrase: await rewrapPassphrase(open, 'next passphrase', quickHash) };
    expect((await openWithPassphrase(changed, 'next passphrase', quickHash)).keyring).toEqual(keyring);
    await expect(openWithPassphrase(changed, passphrase, quickHash)).rejects.toMatchObject({
      code: 'wrong-passphrase',
    });
    expect((await openWithPasskey(changed, box, prf)).keyring).toEqual(keyring);
  });

  it('is sealed anew under a fresh salt, every time', async () => {
    const [one, two] = [await sealKeyring(open), await sealKeyring(open)];
    expect(one.subarray(0, 32)).not.toEqual(two.subarray(0, 32));
    const renamed = { ...keyring, name: 'Ada Lovelace', email: 'ada@example.org' };
    const sealed = await sealKeyring({ ...open, keyring: renamed });
    expect((await openWithPassphrase({ ...stored, sealed }, passphrase, quickHash)).keyring).toEqual(renamed);
  });

  it('says of its passkeys only what unlocking needs', async () => {
    expect(await passkeysOf(stored)).toEqual([{ ...passkey, box }]);
  });

  it('leaves no secret in memory once forgotten', async () => {
    const opened = await openWithPassphrase(stored, passphrase, quickHash);
    forgetKeyring(opened);
    const [epoch] = opened.keyring.spaces[0]?.epochs ?? [];
    for (const secret of [opened.vaultKey, opened.keyring.agreeSeed, opened.keyring.localKey, epoch?.secret])
      expect(secret?.every((byte) => byte === 0)).toBe(true);
    expect(epoch?.lifetimeKey.every((byte) => byte === 0)).toBe(true);
  });

  it('contains none of its secrets in the clear', () => {
    const bytes = Buffer.concat([stored.sealed, stored.passphrase, box]);
    for (const secret of [open.vaultKey, keyring.agreeSeed, keyring.localKey, keyring.spaces[0]?.epochs[0]?.secret])
      expect(bytes.includes(Buffer.from(secret as Bytes))).toBe(false);
    expect(bytes.includes('Ada')).toBe(false);
    // The control: what stands in a box by design is found by the same search.
    expect(bytes.includes('Phone')).toBe(true);
  });
});

describe('a damaged or hostile keyring', () => {
  it('is refused for any flipped byte, never as a wrong passphrase', async () => {
    const flip = (bytes: Bytes, at: number): Bytes => bytes.with(at, (bytes[at] as number) ^ 0x21);
    for (let at = 0; at < stored.sealed.length; at++)
      await expect(
        openWithPassphrase({ ...stored, sealed: flip(stored.sealed, at) }, passphrase, quickHash),
      ).rejects.toMatchObject({ code: 'seal-broken' });
    for (let at = 0; at < stored.passphrase.length; at++)
      await expect(
        openWithPassphrase({ ...stored, passphrase: flip(stored.passphrase, at) }, passphrase, quickHash),
      ).rejects.toMatchObject({ code: 'seal-broken' });
    for (let at = 0; at < box.length; at++)
      await expect(openWithPasskey(stored, flip(box, at), prf)).rejects.toMatchObject({ code: 'seal-broken' });
  });

  it('is refused under another device’s name, and with its boxes swapped', async () => {
    const other = { ...stored, device: (await fixedDevice('second')).id };
    await expect(openWithPassphrase(other, passphrase, quickHash)).rejects.toMatchObject({ code: 'format' });
    const swapped = { ...stored, passphrase: box };
    await expect(openWithPassphrase(swapped, passphrase, quickHash)).rejects.toMatchObject({ code: 'format' });
  });

  it('may not ask for more memory or passes than the bounds', async () => {
    for (const cost of [
      { memoryKiB: 1024 * 1024 + 1, passes: 3, lanes: 1 },
      { memoryKiB: 65_536, passes: 17, lanes: 1 },
      { memoryKiB: 65_536, passes: 3, lanes: 5 },
    ]) {
      const { stored: greedy } = await createKeyring(keyring, passphrase, quickHash, cost);
      await expect(openWithPassphrase(greedy, passphrase, quickHash)).rejects.toMatchObject({ code: 'format' });
    }
  });

  it('fails with VaultError only, whatever the bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), fc.uint8Array({ maxLength: 120 }), async (a, b) => {
        const forged = { ...stored, sealed: new Uint8Array(a), passphrase: new Uint8Array(b), passkeys: [] };
        await expect(openWithPassphrase(forged, passphrase, quickHash)).rejects.toSatisfy(isVaultError);
        const rotten = { ...stored, sealed: new Uint8Array(a) };
        await expect(openWithPassphrase(rotten, passphrase, quickHash)).rejects.toSatisfy(isVaultError);
      }),
    );
  });
});

describe('the passphrase hash', () => {
  it('is Argon2id as RFC 9106 has it (libargon2’s vector for 64 MiB, 2 passes, 1 lane)', async () => {
    const encode = (text: string): Bytes => new TextEncoder().encode(text);
    const hash = await hashPassphrase(encode('password'), encode('somesalt'), {
      memoryKiB: 65_536,
      passes: 2,
      lanes: 1,
    });
    expect(Buffer.from(hash).toString('hex')).toBe('09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7');
  });

  it('opens what it closed at the default cost', async () => {
    const { stored: slow } = await createKeyring(keyring, passphrase, hashPassphrase);
    expect((await openWithPassphrase(slow, passphrase, hashPassphrase)).keyring).toEqual(keyring);
  });
});
