// Files that belong together are one photo: a live photo's picture and video, a RAW and its JPEG; and the export gives
// every file of them back.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { concat, utf8, type Bytes } from '../../../src/core/bytes.ts';
import type { ImportFile } from '../../../src/vault/api.ts';
import { cleanOrigin, freshFolder, readTree, VaultTab } from '../../support/vault-tab.ts';

let tab: VaultTab;

beforeEach(async () => {
  await cleanOrigin();
  tab = new VaultTab();
  await tab.register();
});
afterEach(() => {
  tab.close();
});

async function jpeg(colour: string): Promise<Bytes> {
  const canvas = new OffscreenCanvas(160, 120);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.fillStyle = colour;
  context.fillRect(0, 0, 160, 120);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer());
}

function movie(seed: number): Bytes {
  const head = concat(new Uint8Array([0, 0, 0, 20]), utf8('ftypqt  '), new Uint8Array(4), utf8('qt  '));
  return concat(head, new Uint8Array([0, 0, 4, 8]), utf8('mdat'), new Uint8Array(1024).fill(seed));
}

const raw = concat(utf8('FUJIFILMCCD-RAW '), new Uint8Array(5000).fill(3));

function file(path: string, bytes: Bytes): ImportFile {
  return { path, file: new File([bytes], path, { lastModified: 1e12 }) };
}

test('a picture with its video, and a RAW with its JPEG, are one photo each, whatever the import they came in', async () => {
  const files = new Map<string, Bytes>([
    ['live/IMG_1.JPG', await jpeg('teal')],
    ['live/IMG_1.MOV', movie(1)],
    ['raw/DSC_2.jpg', await jpeg('olive')],
    ['raw/DSC_2.RAF', raw],
    ['alone/clip.mov', movie(2)],
  ]);
  const all = [...files].map(([path, bytes]) => file(path, bytes));
  const job = await tab.import(all);
  expect(job.summary).toMatchObject({ imported: 5, refused: [] });

  const view = await tab.api.query({ sort: 'name', descending: false, group: 'none' });
  const rows = await tab.api.rows(view.query, 0, view.count);
  expect(rows.map(({ name, parts }) => [name, parts])).toEqual([
    ['clip.mov', []],
    ['DSC_2.jpg', ['raw']],
    ['IMG_1.JPG', ['video']],
  ]);
  const live = rows[2];
  if (!live) throw new Error('no live photo');
  expect((await tab.api.photo(live.id)).files).toMatchObject([
    { role: 'primary', name: 'IMG_1.JPG' },
    { role: 'video', name: 'IMG_1.MOV' },
  ]);

  // The same folder again changes nothing.
  const again = await tab.import(all);
  expect(again.summary).toMatchObject({ imported: 0, known: 5 });
  const out = await freshFolder('out');
  await tab.export({ to: 'folder', handle: out });
  const tree = await readTree(out);
  for (const [path, bytes] of files) expect(tree.get(path), path).toEqual(bytes);
});
