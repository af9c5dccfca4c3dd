// A passkey without an authenticator: the bench hands its PRF secret over itself, and so unlocks without Argon2id.
// What is timed then begins when the keys are there.

/** 16 bytes, as base64url. */
const credential = 'YmVuY2gtcGFzc2tleS0wMQ';

export const benchPasskey = {
  credential,
  label: 'Bench',
  prfSalt: new Uint8Array(32).fill(7),
  /** A fresh copy: whoever takes it zeroes it. */
  prf: (): Uint8Array<ArrayBuffer> => new Uint8Array(32).fill(9),
} as const;
