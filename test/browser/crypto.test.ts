import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import { equalBytes } from '../../src/core/bytes.ts';
import { Sealer } from '../../src/core/dice/seal.ts';
import { sign, verify } from '../../src/core/group/curves.ts';
import { epochKeys } from '../../src/core/group/epoch-keys.ts';
import { createDevice, recoveryIdentity } from '../../src/core/group/identities.ts';
import { openInbox, sealToInbox } from '../../src/core/group/inbox.ts';
import { createKeyring, openWithPassphrase } from '../../src/core/group/keyring.ts';
import { admitByRecovery, createPrivateSpace, openEpochs, readMembership } from '../../src/core/group/membership.ts';
import { entropyFromWords, newRecoveryEntropy, wordsFromEntropy } from '../../src/core/group/recovery-words.ts';
import { kinds } from '../../src/core/segment/segmenter.ts';
import { hashPassphrase } from '../../src/vault/passphrase-hash.ts';

/** Writes a value to IndexedDB and reads it back through a new connection, as after a reload. */
async function throughIndexedDb<T>(value: T): Promise<T> {
  const name = `crypto-test-${crypto.randomUUID()}`;
  const open = () => openDB(name, 1, { upgrade: (db) => void db.createObjectStore('values') });
  const writer = await open();
  await writer.put('values', value, 'key');
  writer.close();
  const reader = await open();
  const read = (await reader.get('values', 'key')) as T;
  reader.close();
  return read;
}

describe('keys in this browser', () => {
  it('sign after a stay in IndexedDB, and never give their private half away', async () => {
    const device = await createDevice();
    const kept = await throughIndexedDb(device);
    const message = new Uint8Array([1, 2, 3]);
    expect(await verify(device.signPublic, await sign(kept.signKey, message), message)).toBe(true);
    expect(kept.signKey.extractable).toBe(false);
    for (const format of ['pkcs8', 'jwk'] as const)
      await expect(crypto.subtle.exportKey(format, kept.signKey)).rejects.toMatchObject({ name: 'InvalidAccessError' });
  });

  it('survive IndexedDB as X25519, HMAC and HKDF handles too, still closed', async () => {
    const pair = (await crypto.subtle.generateKey('X25519', false, ['deriveBits'])) as CryptoKeyPair;
    const kept = await throughIndexedDb(pair);
    const shared = async (own: CryptoKey) =>
      new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: pair.publicKey }, own, 256));
    expect(await shared(kept.privateKey)).toEqual(await shared(pair.privateKey));
    await expect(crypto.subtle.exportKey('pkcs8', kept.privateKey)).rejects.toMatchObject({
      name: 'InvalidAccessError',
    });
    const recovery = await recoveryIdentity(newRecoveryEntropy());
    const { epochs } = await createPrivateSpace(await createDevice(), recovery, 1);
    const keys = await epochKeys(epochs[0] as (typeof epochs)[number]);
    const block = new Uint8Array(5000).fill(3);
    const sealed = await new Sealer(keys.convergence).seal(kinds.chunks, block);
    const stored = await throughIndexedDb(keys);
    expect(await new Sealer(stored.convergence).seal(kinds.chunks, block)).toEqual(sealed);
    await expect(crypto.subtle.exportKey('raw', stored.convergence)).rejects.toMatchObject({
      name: 'InvalidAccessError',
    });
  });

  it('refuse forged signatures and keys that are no points', async () => {
    const device = await createDevice();
    const message = new Uint8Array([1]);
    const signature = await sign(device.signKey, message);
    expect(await verify(device.signPublic, signature, new Uint8Array([2]))).toBe(false);
    expect(await verify(new Uint8Array(32).fill(255), signature, message)).toBe(false);
    // The same signature with S + L: accepted by careless verifiers, and a second form of the same record.
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    let s = 0n;
    for (let i = 63; i >= 32; i--) s = (s << 8n) | BigInt(signature[i] as number);
    const malleable = signature.map((byte, i) =>
      i < 32 ? byte : Number(((s + order) >> BigInt(8 * (i - 32))) & 255n),
    );
    expect(await verify(device.signPublic, malleable, message)).toBe(false);
  });
});

describe('a vault in this browser', () => {
  it('is founded, opened by passphrase, recovered with the words, and takes inbox items', async () => {
    const device = await createDevice();
    const words = await wordsFromEntropy(newRecoveryEntropy());
    const recovery = await recoveryIdentity(await entropyFromWords(words));
    const { records, space, epochs } = await createPrivateSpace(device, recovery, 1);
    const { stored } = await createKeyring(
      {
        device: device.id,
        agreeSeed: device.agreeSeed,
        name: 'Ada',
        spaces: [{ space, epochs }],
        localKey: new Uint8Array(32),
      },
      'passphrase',
      hashPassphrase,
    );
    const { keyring } = await openWithPassphrase(await throughIndexedDb(stored), 'passphrase', hashPassphrase);
    expect(keyring.spaces).toEqual([{ space, epochs }]);
    const next = await createDevice();
    records.push(await admitByRecovery(records, recovery, next, 2));
    expect(await openEpochs(await readMembership(records), next)).toEqual(epochs);
    const data = new Blob([new Uint8Array(3 * 1024 * 1024 + 1).fill(9)]);
    const item = await sealToInbox(device.agreePublic, { name: 'a.jpg', type: 'image/jpeg', lastModified: 5 }, data);
    const opened = await openInbox(keyring.agreeSeed, await throughIndexedDb(item));
    const bytes = async (blob: Blob) => new Uint8Array(await blob.arrayBuffer());
    expect(equalBytes(await bytes(opened.data), await bytes(data))).toBe(true);
  });
});
