// Argon2id (RFC 9106) for the passphrase box: hash-wasm, loaded only when a passphrase is typed. The one place
// that knows the package; core/group/keyring.ts asks through PassphraseHash.
import { owned, type Bytes } from '../core/bytes.ts';
import type { PassphraseCost } from '../core/group/key-boxes.ts';

/** @returns 32 bytes, owned by the caller, who zeroes them */
export async function hashPassphrase(passphrase: Bytes, salt: Bytes, cost: PassphraseCost): Promise<Bytes> {
  const { argon2id } = await import('hash-wasm');
  const hash = await argon2id({
    password: passphrase,
    salt,
    memorySize: cost.memoryKiB,
    iterations: cost.passes,
    parallelism: cost.lanes,
    hashLength: 32,
    outputType: 'binary',
  });
  const kept = owned(hash);
  hash.fill(0);
  return kept;
}
