// The lab's own readings of both papers: they are compared with, so they must do what the texts say.
import { expect, test } from 'vitest';
import { attackDigits } from '../../../lab/dice/attack.ts';
import { WholeImageStore } from '../../../lab/dice/baselines.ts';
import { blocksOf } from '../../../lab/dice/blocks.ts';
import { poisoned } from '../../../lab/dice/experiment.ts';
import { TagStore } from '../../../lab/dice/tag-store.ts';
import { downloadPicture, uploadPicture } from '../../../lab/dice/user.ts';
import { ClassServer } from '../../../lab/lbph/class-server.ts';
import { chanceFrom, changed, drawnPicture } from '../../../lab/pictures.ts';

const picture = drawnPicture(1, 70, 41);

test.each([4, 8, 16] as const)(
  'DICE gives a picture back from blocks of %i pixels, and stores it once for two users',
  (edge) => {
    const store = new TagStore();
    const held = uploadPicture(store, 'alice', picture, edge);
    const stored = store.cipherBytes;
    expect(stored).toBe(3 * 70 * 41);
    expect(uploadPicture(store, 'bob', picture, edge)).toEqual(held);
    expect(store.cipherBytes).toBe(stored);
    expect(downloadPicture(store, 'bob', held)).toEqual(blocksOf(picture, edge).map((block) => Buffer.from(block)));
  },
);

test('DICE refuses a rotten block, and a user who never uploaded it', () => {
  const store = new TagStore();
  const held = uploadPicture(store, 'alice', picture, 16);
  store.flipBit((held[2] as (typeof held)[0]).tag, 9);
  const back = downloadPicture(store, 'alice', held);
  expect(back.flatMap((block, i) => (block ? [] : [i]))).toEqual([2]);
  expect(downloadPicture(store, 'mallory', held).every((block) => block === undefined)).toBe(true);
});

test('a changed pixel is one new block', () => {
  const store = new TagStore();
  uploadPicture(store, 'alice', picture, 8);
  const { blocks } = store;
  uploadPicture(
    store,
    'alice',
    changed(picture, (value, x, y) => (x === 20 && y === 20 ? 255 - value : value)),
    8,
  );
  expect(store.blocks).toBe(blocks + 1);
});

test('sixteen digits fall out of unkeyed blocks in 160 guesses, and none out of sealed ones', async () => {
  const { secret, guesses, unkeyed, sealed } = await attackDigits(9);
  expect(guesses).toBe(160);
  expect(unkeyed).toBe(secret);
  expect(sealed).toBe('?'.repeat(16));
});

test.each(['CE', 'HCE1', 'HCE2', 'RCE'] as const)('%s gives a message back and stores it once', (scheme) => {
  const store = new WholeImageStore(scheme);
  const { key, tag } = store.upload(picture.rgba);
  const { bytes } = store;
  store.upload(picture.rgba);
  expect(store.bytes).toBe(bytes);
  expect(store.download(key, tag)).toEqual(Buffer.from(picture.rgba));
});

test('of the baselines only HCE1 hands out a planted lie', () => {
  expect(poisoned().filter(({ deceived }) => deceived)).toEqual([{ scheme: 'HCE1', deceived: true }]);
});

test('the class server answers as figures 4 and 5 say', () => {
  const image = (first: number, name: string) => ({
    hash: Uint8Array.from([first, 0, 0, 0, 0, 0, 0, 0]),
    cipher: new Uint8Array(0),
    name,
  });
  const server = new ClassServer(1, 3);
  server.initialUpload([image(0, 'dark')], 1, chanceFrom(1));
  expect(server.ask(image(1, 'copy').hash)).toMatchObject({ act: 'pointer', to: { name: 'dark' }, distance: 1 });
  expect(server.ask(image(7, 'other').hash)).toEqual({ act: 'upload', newClass: false });
  expect(server.ask(image(255, 'bright').hash)).toEqual({ act: 'upload', newClass: true });
  server.receive(image(255, 'bright'), true);
  expect(server.classes).toHaveLength(2);
  expect(server.download(image(255, '').hash)?.name).toBe('bright');
  expect(server.download(image(254, '').hash)).toBeUndefined();
});
