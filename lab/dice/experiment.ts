// The DICE paper's result analysis (§V): 10 pairs of images, storage (its figure 4.14) and communication (4.15), with and
// without deduplication, for each block size and beside the baselines. The paper does not say what its pairs were; ours
// go from equal files to a recompression, so that it shows where blocks of pixels find anything at all.
import { changed, cropped, type Picture } from '../pictures.ts';
import { schemes, WholeImageStore } from './baselines.ts';
import type { BlockEdge } from './blocks.ts';
import { TagStore } from './tag-store.ts';
import { downloadPicture, uploadPicture, type Print } from './user.ts';

export interface Pair {
  readonly what: string;
  readonly first: Picture;
  readonly second: Picture;
}

/** @param recompressed  one picture at two JPEG qualities */
export function tenPairs(sources: readonly Picture[], recompressed: readonly [Picture, Picture]): Pair[] {
  const at = (n: number) => sources[n % sources.length] as Picture;
  const [width, height] = [352, 240];
  const window = (n: number, left = 0, top = 0) => cropped(at(n), left, top, width, height);
  const inCorner = (picture: Picture) => cropped(picture, 0, 0, 304, 240);
  const inside = (x: number, y: number, left: number, top: number, w: number, h: number) =>
    x >= left && x < left + w && y >= top && y < top + h;
  const pair = (what: string, first: Picture, second: Picture): Pair => ({ what, first, second });
  return [
    pair('the same file again', window(0), window(0)),
    pair(
      'one pixel changed',
      window(1),
      changed(window(1), (v, x, y) => (x === 100 && y === 100 ? 255 - v : v)),
    ),
    pair(
      'a spot retouched',
      window(2),
      changed(window(2), (v, x, y) => (inside(x, y, 60, 50, 40, 40) ? 128 : v)),
    ),
    pair(
      'a caption below',
      window(3),
      changed(window(3), (v, _, y) => (y >= 224 ? 255 : v)),
    ),
    pair('cropped by 16 pixels', window(4), window(4, 16, 0)),
    pair('cropped by 5 pixels', window(5), window(5, 5, 0)),
    pair('recompressed (JPEG)', inCorner(recompressed[0]), inCorner(recompressed[1])),
    pair(
      'one level brighter',
      window(7),
      changed(window(7), (v) => v + 1),
    ),
    pair(
      'half of it painted over',
      window(8),
      changed(window(8), (v, x) => (x >= 176 ? 40 : v)),
    ),
    pair('another picture', window(9), window(10)),
  ];
}

export interface DiceRow {
  readonly scheme: string;
  readonly plainBytes: number;
  readonly storedBytes: number;
  readonly indexBytes: number;
  /** Keys and tags that users keep: the paper does not count them. */
  readonly heldBytes: number;
  readonly uploadBytes: number;
  readonly downloadBytes: number;
  readonly intact: boolean;
}

const bytesOf = (picture: Picture) => 3 * picture.width * picture.height;
const rgbOf = ({ rgba }: Picture) => rgba.filter((_, i) => i % 4 !== 3);

export function measure(pairs: readonly Pair[]): DiceRow[] {
  const pictures = pairs.flatMap(({ first, second }) => [first, second]);
  const plainBytes = pictures.reduce((sum, picture) => sum + bytesOf(picture), 0);
  const rows: DiceRow[] = ([4, 8, 16] as const).map((edge) => {
    const store = new TagStore();
    const held = pictures.map((picture, i) => uploadPicture(store, `user-${i % 2}`, picture, edge));
    const uploadBytes = store.traffic;
    const whole = held.map((one, i) => downloadPicture(store, `user-${i % 2}`, one));
    return {
      scheme: `DICE ${edge} × ${edge}`,
      plainBytes,
      storedBytes: store.cipherBytes,
      indexBytes: store.indexBytes,
      heldBytes: 64 * held.reduce((sum, one) => sum + one.length, 0),
      uploadBytes,
      downloadBytes: store.traffic - uploadBytes,
      intact: whole.every((blocks) => blocks.every((block) => block !== undefined)),
    };
  });
  for (const scheme of schemes) {
    const store = new WholeImageStore(scheme);
    const messages = pictures.map(rgbOf);
    const held = messages.map((message) => store.upload(message));
    const uploadBytes = store.traffic;
    const back = held.map(({ key, tag }) => store.download(key, tag));
    rows.push({
      scheme,
      plainBytes,
      storedBytes: store.bytes,
      indexBytes: 0,
      heldBytes: 64 * held.length,
      uploadBytes,
      downloadBytes: store.traffic - uploadBytes,
      intact: back.every((message, i) => message?.equals(messages[i] as Uint8Array)),
    });
  }
  return rows;
}

export interface PairRow {
  readonly what: string;
  /** Share of the second picture's bytes that the first had stored already, by block edge. */
  readonly saved: Readonly<Record<BlockEdge, number>>;
}

export function pairByPair(pairs: readonly Pair[]): PairRow[] {
  const savedBy = ({ first, second }: Pair, edge: BlockEdge) => {
    const store = new TagStore();
    uploadPicture(store, 'a', first, edge);
    const before = store.cipherBytes;
    uploadPicture(store, 'b', second, edge);
    return 1 - (store.cipherBytes - before) / bytesOf(second);
  };
  return pairs.map((one) => ({
    what: one.what,
    saved: { 4: savedBy(one, 4), 8: savedBy(one, 8), 16: savedBy(one, 16) },
  }));
}

/** Which schemes hand out a lie that a first uploader planted under another's tag. */
export function poisoned(): { scheme: string; deceived: boolean }[] {
  const [message, lie] = [Buffer.from('the holiday photo'), Buffer.from('something else .')];
  return schemes.map((scheme) => {
    const store = new WholeImageStore(scheme);
    store.poison(message, lie);
    const { key, tag } = store.upload(message);
    const back = store.download(key, tag);
    return { scheme, deceived: back !== undefined && !back.equals(message) };
  });
}

/** Two blocks of a picture, step by step: new, known to another user, downloaded, and rotten. */
export function walkThrough(picture: Picture): string[] {
  const lines: string[] = [];
  const print: Print = (line) => lines.push(line);
  const small = cropped(picture, 0, 0, 32, 16);
  const store = new TagStore();
  print('— Algorithms 1, 2 and 4: alice uploads; nothing is known —');
  const held = uploadPicture(store, 'alice', small, 16, print);
  print('— the same picture from bob —');
  uploadPicture(store, 'bob', small, 16, print);
  print('— (the paper has no Algorithm 3) —');
  print('— download, with Algorithm 4 —');
  downloadPicture(store, 'alice', held, print);
  print('— download after one bit of block 1 has flipped —');
  store.flipBit((held[1] as (typeof held)[0]).tag, 77);
  downloadPicture(store, 'alice', held, print);
  print('— download by someone who never uploaded —');
  downloadPicture(store, 'mallory', held, print);
  return lines;
}
