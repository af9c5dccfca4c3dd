import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { equalBytes, utf8 } from '../../../src/core/bytes.ts';
import { contexts } from '../../../src/core/contexts.ts';
import { expand, openOnce, sealOnce } from '../../../src/core/group/derive.ts';
import { epochKeys, lifetimeKeys } from '../../../src/core/group/epoch-keys.ts';
import { idFromBytes, idToBytes, type EpochId } from '../../../src/core/ids.ts';
import { fixedBytes } from '../../vectors/fixed.ts';
import { hexBytes } from '../../vectors/make-vectors.ts';

const vector = JSON.parse(await readFile(new URL('../../vectors/epoch-keys.json', import.meta.url), 'utf8')) as Record<
  string,
  string
>;
const bytes = (name: string) => hexBytes(vector[name] as string);
const secrets = {
  epoch: idFromBytes<EpochId>(bytes('epoch')),
  number: 0,
  secret: bytes('secret'),
  lifetimeKey: bytes('lifetimeKey'),
};

describe('an epoch’s keys', () => {
  it('are the vector’s, seen through what they compute, and never leave the platform', async () => {
    const { convergence, base } = await epochKeys(secrets);
    const message = utf8('message');
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const expected = await crypto.subtle.importKey('raw', bytes('convergence'), algorithm, false, ['sign']);
    const mac = async (key: CryptoKey) => new Uint8Array(await crypto.subtle.sign('HMAC', key, message));
    expect(await mac(convergence)).toEqual(await mac(expected));
    const root = await crypto.subtle.importKey('raw', bytes('base'), 'HKDF', false, ['deriveBits']);
    const salt = new Uint8Array(32);
    expect(await expand(base, salt, message)).toEqual(await expand(root, salt, message));
    expect([convergence.extractable, base.extractable]).toEqual([false, false]);
  });

  it('differ between epochs even where the secret does not', async () => {
    const other = { ...secrets, epoch: idFromBytes<EpochId>(fixedBytes('another epoch', 32)) };
    const [one, two] = [await epochKeys(secrets), await epochKeys(other)];
    const salt = new Uint8Array(32);
    expect(await expand(one.base, salt, salt)).not.toEqual(await expand(two.base, salt, salt));
    const mac = async (key: CryptoKey) => new Uint8Array(await crypto.subtle.sign('HMAC', key, salt));
    expect(await mac(one.convergence)).not.toEqual(await mac(two.convergence));
  });

  it('leave the secrets they come from as they were', async () => {
    await epochKeys(secrets);
    expect(secrets.secret).toEqual(bytes('secret'));
  });
});

describe('a space’s lifetime keys', () => {
  it('name files and fill the gear table as the vector says', async () => {
    const { gear, fileId } = await lifetimeKeys(bytes('lifetimeKey'));
    expect(gear).toEqual(bytes('gear'));
    expect(idToBytes(await fileId(bytes('sha256')))).toEqual(bytes('fileId'));
  });

  it('name the same file otherwise in another space', async () => {
    const other = await lifetimeKeys(fixedBytes('another space', 32));
    expect(equalBytes(idToBytes(await other.fileId(bytes('sha256'))), bytes('fileId'))).toBe(false);
    expect(equalBytes(other.gear, bytes('gear'))).toBe(false);
  });
});

describe('a message sealed once', () => {
  it('opens under its own base, purpose and place only', async () => {
    const { base } = await epochKeys(secrets);
    const aad = utf8('space 1, sequence 5');
    const sealed = await sealOnce(base, contexts.batchKey, aad, utf8('plain'));
    expect(await openOnce(base, contexts.batchKey, aad, sealed)).toEqual(utf8('plain'));
    const broken = { code: 'seal-broken' };
    await expect(openOnce(base, contexts.pageKey, aad, sealed)).rejects.toMatchObject(broken);
    await expect(openOnce(base, contexts.batchKey, utf8('space 1, sequence 6'), sealed)).rejects.toMatchObject(broken);
    await expect(openOnce(base, contexts.batchKey, aad, sealed.slice(0, 47))).rejects.toMatchObject(broken);
    const other = await epochKeys({ ...secrets, secret: fixedBytes('other', 32) });
    await expect(openOnce(other.base, contexts.batchKey, aad, sealed)).rejects.toMatchObject(broken);
  });

  it('never uses a salt twice', async () => {
    const { base } = await epochKeys(secrets);
    const [one, two] = [
      await sealOnce(base, contexts.pageKey, utf8(''), utf8('x')),
      await sealOnce(base, contexts.pageKey, utf8(''), utf8('x')),
    ];
    expect(one.subarray(0, 32)).not.toEqual(two.subarray(0, 32));
  });
});
