// Seeded damage to files, as disks, networks and attackers do it. A seed names its mutation for good, so that a
// failure in a campaign of a million is repeated by one number.
import { randomBytes, randomInteger, seededRandom } from './pictures/random.ts';

/** @returns a damaged copy: bits flipped, bytes set, cut short, lengthened, a part zeroed, moved or repeated */
export function mutate(file: Uint8Array, seed: number): Uint8Array<ArrayBuffer> {
  const random = seededRandom(seed * 2_654_435_761);
  const damaged = new Uint8Array(file);
  // Headers decide most about a file: half of all damage lands in the first bytes.
  const position = () => randomInteger(random, random() < 0.5 ? Math.min(128, damaged.length) : damaged.length);
  switch (randomInteger(random, 8)) {
    case 0:
      return damaged.slice(0, randomInteger(random, damaged.length));
    case 1: {
      const longer = new Uint8Array(damaged.length + 1 + randomInteger(random, 64));
      longer.set(damaged);
      return longer;
    }
    case 2: {
      const at = position();
      damaged.fill(0, at, at + randomInteger(random, 512));
      return damaged;
    }
    case 3: {
      const from = position();
      damaged.copyWithin(position(), from, from + randomInteger(random, 256));
      return damaged;
    }
    case 4: {
      const at = position();
      damaged.set(randomBytes(random, Math.min(4, damaged.length - at)), at);
      return damaged;
    }
    case 5: {
      const extreme = [0x00, 0x7f, 0x80, 0xff][randomInteger(random, 4)] as number;
      const at = position();
      damaged.fill(extreme, at, at + [1, 2, 4][randomInteger(random, 3)]!);
      return damaged;
    }
    default:
      for (let flips = 1 + randomInteger(random, 3); flips > 0; flips--)
        damaged[position()]! ^= 1 << randomInteger(random, 8);
      return damaged;
  }
}
