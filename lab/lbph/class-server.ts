// The LBPH paper's cloud storage server (§5, figures 4 and 5), in code of its own beside src/core/similar: classes with a
// centre each, the nearest class only, re-clustering at every new class. Readings: the centre of a class is the majority of
// each bit, a tie is the first member's bit; Step 2's "d" is the smallest distance within the class. The paper sends
// hashes as they are, so the server sees them; pictures come encrypted with the group's key.
import { hammingDistance } from '../../src/core/fingerprint/bits.ts';

export interface StoredImage {
  readonly hash: Uint8Array;
  readonly cipher: Uint8Array;
  readonly name: string;
}

export interface ImageClass {
  centre: Uint8Array;
  members: StoredImage[];
}

export type Answer =
  | { readonly act: 'pointer'; readonly to: StoredImage; readonly distance: number }
  | { readonly act: 'upload'; readonly newClass: boolean };

export class ClassServer {
  classes: ImageClass[] = [];

  /** @param t  threshold of deduplication. @param n  threshold to the central image (the paper's N) */
  constructor(
    private readonly t: number,
    private readonly n: number,
  ) {}

  /** (1) Initial upload: the image set is pre-clustered, k centres drawn from it. */
  initialUpload(images: readonly StoredImage[], k: number, chance: () => number): void {
    const drawn = [...images];
    const count = Math.min(k, drawn.length);
    for (let i = 0; i < count; i++) {
      const other = i + Math.floor(chance() * (drawn.length - i));
      [drawn[i], drawn[other]] = [drawn[other] as StoredImage, drawn[i] as StoredImage];
    }
    this.classes = drawn.slice(0, count).map(({ hash }) => ({ centre: hash, members: [] }));
    this.cluster(images);
  }

  /** (2) Steps 1 and 2: what the server says to a hash. Nothing changes. */
  ask(hash: Uint8Array): Answer {
    const nearest = this.nearest(hash);
    if (!nearest || hammingDistance(hash, nearest.centre) > this.n) return { act: 'upload', newClass: true };
    const [best] = nearest.members
      .map((to) => ({ act: 'pointer' as const, to, distance: hammingDistance(hash, to.hash) }))
      .sort((a, b) => a.distance - b.distance);
    return best && best.distance <= this.t ? best : { act: 'upload', newClass: false };
  }

  /** (2) The upload that followed: into the nearest class with a new centre, or a new class and re-clustering. */
  receive(image: StoredImage, newClass: boolean): void {
    const nearest = newClass ? undefined : this.nearest(image.hash);
    if (nearest) {
      nearest.members.push(image);
      nearest.centre = centreOf(nearest);
    } else {
      const images = [...this.classes.flatMap(({ members }) => members), image];
      this.classes.push({ centre: image.hash, members: [] });
      this.cluster(images);
    }
  }

  /** (3) Download: the class, then an equal fingerprint; undefined is "The image does not exist." */
  download(hash: Uint8Array): StoredImage | undefined {
    return this.nearest(hash)?.members.find((image) => hammingDistance(image.hash, hash) === 0);
  }

  /** k-means until nothing moves; a bound, since Hamming centres may go back and forth. */
  private cluster(images: readonly StoredImage[]): void {
    for (let step = 0; step < 20; step++) {
      for (const one of this.classes) one.members = [];
      for (const image of images) this.nearest(image.hash)?.members.push(image);
      this.classes = this.classes.filter(({ members }) => members.length > 0);
      let moved = false;
      for (const one of this.classes) {
        const centre = centreOf(one);
        moved ||= hammingDistance(centre, one.centre) > 0;
        one.centre = centre;
      }
      if (!moved) return;
    }
  }

  private nearest(hash: Uint8Array): ImageClass | undefined {
    let best: ImageClass | undefined;
    let bestDistance = Infinity;
    for (const one of this.classes) {
      const distance = hammingDistance(hash, one.centre);
      if (distance < bestDistance) [best, bestDistance] = [one, distance];
    }
    return best;
  }
}

function centreOf({ members, centre }: ImageClass): Uint8Array {
  return centre.map((_, byte) => {
    let value = 0;
    for (let bit = 0; bit < 8; bit++) {
      const set = members.filter(({ hash }) => (((hash[byte] as number) >> bit) & 1) === 1).length;
      const tie = (((members[0]?.hash[byte] ?? 0) >> bit) & 1) === 1;
      if (2 * set > members.length || (2 * set === members.length && tie)) value |= 1 << bit;
    }
    return value;
  });
}
