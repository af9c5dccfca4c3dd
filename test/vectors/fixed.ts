// Chance and identities that never change, for vectors: bytes are SHA-256 of a name and a counter.
import { createHash } from 'node:crypto';
import { concat, utf8, type Bytes } from '../../src/core/bytes.ts';
import type { Chance } from '../../src/core/group/chance.ts';
import { agreePublicOf, signingPairFromSeed } from '../../src/core/group/curves.ts';
import { identityId, type Device } from '../../src/core/group/identities.ts';
import { idFromBytes, type DeviceId } from '../../src/core/ids.ts';

/** The first `length` bytes of SHA-256(name ‖ u32 0) ‖ SHA-256(name ‖ u32 1) ‖ … */
export function fixedBytes(name: string, length: number): Bytes {
  const bytes = new Uint8Array(length);
  const counter = new DataView(new ArrayBuffer(4));
  for (let at = 0, i = 0; at < length; at += 32, i++) {
    counter.setUint32(0, i);
    const message = concat(utf8(name), new Uint8Array(counter.buffer));
    bytes.set(
      createHash('sha256')
        .update(message)
        .digest()
        .subarray(0, length - at),
      at,
    );
  }
  return bytes;
}

/** Draws fixedBytes('name 0'), fixedBytes('name 1'), … */
export function fixedChance(name: string): Chance {
  let draw = 0;
  return (bytes) => fixedBytes(`${name} ${draw++}`, bytes);
}

/** A device whose keys are fixedBytes('name sign') and fixedBytes('name agree'). */
export async function fixedDevice(name: string): Promise<Device> {
  const { signPublic, signKey } = await signingPairFromSeed(fixedBytes(`${name} sign`, 32));
  const agreeSeed = fixedBytes(`${name} agree`, 32);
  const agreePublic = await agreePublicOf(agreeSeed);
  const id = idFromBytes<DeviceId>(await identityId({ signPublic, agreePublic }));
  return { id, signPublic, agreePublic, signKey, agreeSeed };
}
