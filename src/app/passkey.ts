// Passkeys: WebAuthn with the PRF extension. The authenticator computes 32 secret bytes from a salt; they go
// straight to the vault worker, which wraps or opens the vault's key with them, and are zeroed here.
import { fromBase64url, toBase64url, type Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import type { PasskeyInfo } from '../vault/api.ts';

export interface PasskeySecret {
  /** base64url of the credential's id. */
  readonly credential: string;
  /** 32 bytes; the receiver zeroes it. */
  readonly prf: Uint8Array;
}

/**
 * Makes a passkey for this vault.
 *
 * @throws VaultError `cancelled` where the person said no, `unsupported` where the authenticator has no PRF
 */
export async function makePasskey(name: string, prfSalt: Uint8Array<ArrayBuffer>): Promise<PasskeySecret> {
  const made = await ask(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: random(32),
        rp: { name: 'Tessera' },
        user: { id: random(16), name: `Tessera: ${name}`, displayName: name },
        pubKeyCredParams: [
          { type: 'public-key', alg: -7 },
          { type: 'public-key', alg: -8 },
          { type: 'public-key', alg: -257 },
        ],
        authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
        extensions: { prf: { eval: { first: prfSalt } } },
      },
    }),
  );
  const { prf } = made.getClientExtensionResults();
  if (prf?.enabled !== true) throw new VaultError('unsupported', 'this authenticator has no PRF');
  const credential = toBase64url(new Uint8Array(made.rawId));
  // Some authenticators compute the secret only when asked again.
  return prf.results?.first ? { credential, prf: bytesOf(prf.results.first) } : usePasskey([{ credential, prfSalt }]);
}

/** Asks for one of the vault's passkeys. @throws VaultError `cancelled`, `unsupported` */
export async function usePasskey(
  passkeys: readonly Pick<PasskeyInfo, 'credential' | 'prfSalt'>[],
): Promise<PasskeySecret> {
  const evalByCredential: Record<string, { first: Uint8Array<ArrayBuffer> }> = {};
  const allowCredentials: PublicKeyCredentialDescriptor[] = [];
  for (const { credential, prfSalt } of passkeys) {
    const id = fromBase64url(credential);
    if (!id) continue;
    evalByCredential[credential] = { first: new Uint8Array(prfSalt) };
    allowCredentials.push({ type: 'public-key', id });
  }
  const got = await ask(() =>
    navigator.credentials.get({
      publicKey: {
        challenge: random(32),
        allowCredentials,
        userVerification: 'required',
        extensions: { prf: { evalByCredential } },
      },
    }),
  );
  const first = got.getClientExtensionResults().prf?.results?.first;
  if (!first) throw new VaultError('unsupported', 'this authenticator gave no PRF result');
  return { credential: toBase64url(new Uint8Array(got.rawId)), prf: bytesOf(first) };
}

async function ask(request: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await request();
    if (credential instanceof PublicKeyCredential) return credential;
    throw new VaultError('cancelled', 'no passkey was given');
  } catch (error) {
    if (error instanceof DOMException) {
      // NotAllowedError is all that WebAuthn tells of "no", of a time-out, and of no such passkey here.
      const code = error.name === 'NotAllowedError' || error.name === 'AbortError' ? 'cancelled' : 'unsupported';
      throw new VaultError(code, error.message, {}, { cause: error });
    }
    throw error;
  }
}

function bytesOf(source: BufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
    : new Uint8Array(source);
}

function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}
