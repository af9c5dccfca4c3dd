// Stamps order what devices say about the same thing without a common clock (design §5): (Lamport, device).
// The later stamp wins; between equal Lamport numbers the greater device id; within one device the order of
// its log, which the hash chain fixes.
import { compareBytes } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import { idToBytes, type DeviceId } from '../ids.ts';

export interface Stamp {
  readonly lamport: number;
  readonly device: DeviceId;
}

/** Above any honest life: 2^39 batches. Also leaves room to pack a stamp, a device and a bit into a double. */
export const maxLamport = 2 ** 39;

/** Order of stamps; 0 only for two of the same batch number of one device. */
export function compareStamps(a: Stamp, b: Stamp): number {
  if (a.lamport !== b.lamport) return a.lamport - b.lamport;
  return compareDevices(a.device, b.device);
}

/** Order of device ids: of their bytes, not of their text, whose alphabet is in another order. */
export function compareDevices(a: DeviceId, b: DeviceId): number {
  return a === b ? 0 : compareBytes(idToBytes(a), idToBytes(b));
}

export class LamportClock {
  constructor(private last = 0) {}

  /** The stamp of the next batch written here: above everything seen. */
  next(): number {
    if (this.last >= maxLamport) throw new VaultError('limit', 'no stamp left');
    return ++this.last;
  }

  /** To be called with the stamp of every batch that was opened. */
  observe(lamport: number): void {
    if (lamport > this.last) this.last = lamport;
  }

  get seen(): number {
    return this.last;
  }
}
