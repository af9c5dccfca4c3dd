// Where exported files land: never over anything else, and never outside the chosen folder.
import { describe, expect, it } from 'vitest';
import { exportPhotos } from '../../../src/vault/export-photos.ts';
import { PathTree } from '../../../src/vault/paths.ts';
import { memoryTree } from '../../support/memory-tree.ts';
import { chunkingCodec, fileOf, importing, newJob, smallVault } from '../../support/small-vault.ts';
import { seededBytes } from '../../support/sealed-blocks.ts';

describe('a tree of paths', () => {
  it('keeps a file and a folder of one name apart, whichever comes first', () => {
    const tree = new PathTree(true);
    expect(['a', 'a/b', 'c/d', 'c', 'a/b'].map((path) => tree.place(path))).toEqual([
      'a',
      'a (2)/b',
      'c/d',
      'c (2)',
      'a (2)/b (2)',
    ]);
  });

  it('never leads out of its root', () => {
    const tree = new PathTree(true);
    for (const path of ['../x', '/etc/passwd', 'a/../../b', '..\\..\\c', 'C:\\d', './..', 'a/. ./b', '...'])
      for (const part of tree.place(path).split('/')) expect(part).not.toMatch(/^\.*$|[:\\]/);
  });

  it('takes names apart that differ in case alone where the target does not', () => {
    const tree = new PathTree(false);
    expect([tree.place('A/x.JPG'), tree.place('a/X.jpg')]).toEqual(['A/x.JPG', 'a/X (2).jpg']);
  });
});

describe('an export', () => {
  it('writes over nothing that lies in the folder, and again only what is missing', async () => {
    const { vault } = await smallVault();
    const photo = seededBytes(3_000, 1);
    await importing(() => vault, [fileOf('x.png', photo), fileOf('y.png', seededBytes(2_000, 2))]).run();
    const ids = [...vault.view.recipeRefs()].map(({ id }) => id);
    const { files, target } = memoryTree();
    const mine = seededBytes(3_000, 9);
    files.set('x.png', mine);
    for (let round = 0; round < 2; round++) await exportPhotos(() => vault, chunkingCodec(), ids, target, newJob());
    expect([...files.keys()].sort()).toEqual(['tessera-export.json', 'x (2).png', 'x.png', 'y.png']);
    expect(files.get('x.png')).toEqual(mine);
    expect(files.get('x (2).png')).toEqual(photo);
  });
});
