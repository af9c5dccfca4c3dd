// The LBPH paper's experiments (§7): accuracy against the threshold (figure 7), against the number of classes (figure 8),
// and what rotations change (table 2). Reading: originals are there, the distorted ones are uploaded one after the
// other; n of them are duplicates, m are eliminated, accuracy = (n − |n − m|) / n. That formula counts a picture that was
// eliminated for a wrong match as a success, so precision and recall stand beside it.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { hammingDistance } from '../../src/core/fingerprint/bits.ts';
import { tghViews } from '../../src/core/fingerprint/tgh-views.ts';
import { chanceFrom } from '../pictures.ts';
import { ClassServer } from './class-server.ts';
import { figureNames, hashes, hashNames, type HashName, type Sample } from './hashes.ts';

export const isOriginal = ({ variant }: Sample) => variant === 'original';
export const isTurned = ({ variant }: Sample) => variant.startsWith('rotate');

export interface Outcome {
  readonly accuracy: number;
  readonly precision: number;
  readonly recall: number;
}

function outcome(n: number, eliminated: number, rightly: number): Outcome {
  return {
    accuracy: (100 * (n - Math.abs(n - eliminated))) / n,
    precision: eliminated === 0 ? 100 : (100 * rightly) / eliminated,
    recall: (100 * rightly) / n,
  };
}

/** Uploads in the order given; what is not eliminated is stored and compared with later. */
function deduplicate(samples: readonly Sample[], hash: HashName, t: number): Outcome {
  const stored: Sample[] = [];
  let eliminated = 0;
  let rightly = 0;
  for (const sample of samples) {
    const [best] = stored
      .map((other) => ({ other, distance: hammingDistance(other.hashes[hash], sample.hashes[hash]) }))
      .sort((a, b) => a.distance - b.distance);
    if (best && best.distance <= t) {
      eliminated++;
      if (best.other.original === sample.original) rightly++;
    } else stored.push(sample);
  }
  return outcome(samples.filter((sample) => !isOriginal(sample)).length, eliminated, rightly);
}

/** Thresholds in bits of 64; a hash of 256 bits gets four times as many. */
export const thresholds = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32];

export function figure7(samples: readonly Sample[]): { hash: HashName; points: ({ t: number } & Outcome)[] }[] {
  const set = samples.filter((sample) => !isTurned(sample));
  return figureNames.map((hash) => ({
    hash,
    points: thresholds.map((t) => ({ t, ...deduplicate(set, hash, (t * hashes[hash].bits) / 64) })),
  }));
}

/** Every picture is in the pre-clustered set, as the paper's §5 (1) says; each asks the nearest class for earlier ones. */
export function figure8(samples: readonly Sample[], t: number): ({ k: number; classes: number } & Outcome)[] {
  const set = samples.filter((sample) => !isTurned(sample));
  const images = set.map(({ hashes: all }, i) => ({
    hash: all['LBPH (the paper)'],
    cipher: new Uint8Array(0),
    name: String(i),
  }));
  const repeats = 10;
  return [1, 2, 4, 8, 12, 16, 24, 32].map((k) => {
    const all = Array.from({ length: repeats }, (_, seed) => {
      const server = new ClassServer(t, 64);
      server.initialUpload(images, k, chanceFrom(seed + 1));
      const classOf = new Map(server.classes.flatMap((one) => one.members.map(({ name }) => [name, one] as const)));
      const stored = new Set<string>();
      let eliminated = 0;
      let rightly = 0;
      for (const [i, { hash, name }] of images.entries()) {
        const [best] = (classOf.get(name)?.members ?? [])
          .filter((other) => stored.has(other.name))
          .map((other) => ({ other, distance: hammingDistance(other.hash, hash) }))
          .sort((a, b) => a.distance - b.distance);
        if (best && best.distance <= t) {
          eliminated++;
          if (set[Number(best.other.name)]?.original === set[i]?.original) rightly++;
        } else stored.add(name);
      }
      const n = set.filter((sample) => !isOriginal(sample)).length;
      return { ...outcome(n, eliminated, rightly), classes: server.classes.length };
    });
    const mean = (of: (one: (typeof all)[0]) => number) => all.reduce((sum, one) => sum + of(one), 0) / repeats;
    return {
      k,
      classes: mean(({ classes }) => classes),
      accuracy: mean(({ accuracy }) => accuracy),
      precision: mean(({ precision }) => precision),
      recall: mean(({ recall }) => recall),
    };
  });
}

export interface Spread {
  readonly hash: string;
  readonly bits: number;
  readonly mean: number;
  readonly max: number;
  readonly min: number;
}

export function table2(samples: readonly Sample[]): Spread[] {
  const turned = samples.filter(isTurned);
  if (turned.length === 0) return [];
  const spread = (hash: string, bits: number, distances: readonly number[]): Spread => ({
    hash,
    bits,
    mean: distances.reduce((a, b) => a + b, 0) / distances.length,
    max: Math.max(...distances),
    min: Math.min(...distances),
  });
  const originalOf = (sample: Sample) =>
    samples.find((other) => isOriginal(other) && other.original === sample.original) as Sample;
  const rows = hashNames.map((hash) =>
    spread(
      hash,
      hashes[hash].bits,
      turned.map((sample) => hammingDistance(sample.hashes[hash], originalOf(sample).hashes[hash])),
    ),
  );
  const nearestView = turned.map((sample) => {
    const views = tghViews(sample.hashes['tgh-256 (ours)']);
    return Math.min(...views.map((view) => hammingDistance(view, originalOf(sample).hashes['tgh-256 (ours)'])));
  });
  return [...rows, spread('tgh-256, nearest of eight views', 256, nearestView)];
}

export interface Separation {
  readonly hash: HashName;
  readonly bits: number;
  /** The largest threshold that joins no two versions of different pictures. */
  readonly threshold: number;
  /** Share of the distorted (not turned) found at it, in percent. */
  readonly recall: number;
  readonly farthestCopy: number;
}

export function separation(samples: readonly Sample[]): Separation[] {
  const set = samples.filter((sample) => !isTurned(sample));
  return hashNames.map((hash) => {
    let nearestStranger = Infinity;
    for (const [i, one] of set.entries())
      for (const other of set.slice(i + 1))
        if (one.original !== other.original)
          nearestStranger = Math.min(nearestStranger, hammingDistance(one.hashes[hash], other.hashes[hash]));
    const copies = set
      .filter((sample) => !isOriginal(sample))
      .map((sample) => {
        const original = set.find((other) => isOriginal(other) && other.original === sample.original) as Sample;
        return hammingDistance(sample.hashes[hash], original.hashes[hash]);
      });
    const threshold = nearestStranger - 1;
    return {
      hash,
      bits: hashes[hash].bits,
      threshold,
      recall: (100 * copies.filter((distance) => distance <= threshold).length) / copies.length,
      farthestCopy: Math.max(...copies),
    };
  });
}

/** "The symmetric encryption algorithm" of §5: AES-256-GCM, nonce first, tag last. */
function sealForGroup(key: Buffer, image: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(image), cipher.final(), cipher.getAuthTag()]);
}

function openForGroup(key: Buffer, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

/** The three flows of §5, step by step, with the group's key. */
export function flows(samples: readonly Sample[]): string[] {
  const lines: string[] = [];
  const groupKey = randomBytes(32);
  const hashOf = (sample: Sample) => sample.hashes['LBPH (the paper)'];
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const sealed = (sample: Sample) => sealForGroup(groupKey, Buffer.from(sample.name));
  const server = new ClassServer(8, 24);
  const originals = samples.filter(isOriginal);
  const [last, ...first] = [...originals].reverse() as [Sample, ...Sample[]];
  lines.push(`— (1) Initial upload of ${first.length} images, k = 4, N = 24, t = 8 —`);
  server.initialUpload(
    first.map((sample) => ({ hash: hashOf(sample), cipher: sealed(sample), name: sample.name })),
    4,
    chanceFrom(1),
  );
  for (const { centre, members } of server.classes)
    lines.push(`  class with I_center ${hex(centre)}: ${members.map(({ name }) => name).join(', ')}`);
  const copy = samples.find((one) => one.original === first[0]?.original && !isOriginal(one) && !isTurned(one));
  for (const sample of [...(copy ? [copy] : []), last]) {
    const answer = server.ask(hashOf(sample));
    lines.push(`— (2) U uploads H_I ${hex(hashOf(sample))} of ${sample.name} —`);
    if (answer.act === 'pointer')
      lines.push(`  d = ${answer.distance} ≤ t: S returns a pointer to ${answer.to.name}; nothing is uploaded`);
    else {
      server.receive({ hash: hashOf(sample), cipher: sealed(sample), name: sample.name }, answer.newClass);
      const where = answer.newClass ? 'D > N for every class: a new class, re-clustered' : 'd > t: into class K_I';
      lines.push(`  ${where}; C_I is uploaded; ${server.classes.length} classes`);
    }
  }
  for (const sample of [last, ...(copy ? [copy] : [])]) {
    const found = server.download(hashOf(sample));
    lines.push(`— (3) U sends H_I ${hex(hashOf(sample))} of ${sample.name} —`);
    lines.push(
      found
        ? `  H_I = H_I': S returns C_I; decrypted: "${openForGroup(groupKey, found.cipher).toString()}"`
        : '  S: "The image does not exist."',
    );
  }
  return lines;
}
