// The tree reads like the system, and stays so: who may import whom, how files are named, and what must not be in them.
// The table is the architecture; a change of it is a decision, made here.
import { expect, test } from 'vitest';
import { filesOf, hasDefaultExport, importsOf, isBarrel, textOf, type Import } from '../support/source-tree.ts';

interface Part {
  /** Folder or file; the longest that fits a path is its part. */
  readonly path: string;
  /** Parts, or single files of them, that it may import besides itself. */
  readonly parts: readonly string[];
  /** Parts of which it may import types: nothing of them runs there. */
  readonly typesOf?: readonly string[];
  /** Packages it may import. */
  readonly packages: readonly string[];
}

const table: readonly Part[] = [
  // Pure: no DOM, no storage, no network. The packages are bytes in, bytes out.
  { path: 'src/core', parts: [], packages: ['cborg', 'pako', '@scure/bip39'] },
  { path: 'src/rpc', parts: ['src/core'], packages: ['comlink'] },
  { path: 'src/store', parts: ['src/core'], packages: ['idb'] },
  { path: 'src/net', parts: ['src/core'], packages: ['peerjs'] },
  // Decoders and encoders of pictures, and the pool of workers they run in.
  {
    path: 'src/media',
    parts: ['src/core', 'src/rpc'],
    packages: ['@jsquash/webp', 'exifreader', 'hash-wasm', 'libheif-js', 'pako', 'thumbhash', 'utif2'],
  },
  // Use cases over ports; Argon2id and the export's zip are theirs.
  { path: 'src/vault', parts: ['src/core'], packages: ['hash-wasm', '@zip.js/zip.js'] },
  {
    path: 'workers',
    parts: ['src/core', 'src/vault', 'src/rpc', 'src/store', 'src/media', 'src/net'],
    packages: ['comlink'],
  },
  { path: 'src/app', parts: ['src/core', 'src/vault', 'src/rpc'], packages: ['comlink', 'workbox-window', 'lit'] },
  // The service worker: what is shared into a locked vault is sealed and stored there.
  {
    path: 'src/app/share-inbox.ts',
    parts: ['src/core', 'src/store'],
    packages: [],
  },
  { path: 'src/app/sw.ts', parts: ['src/app/share-inbox.ts'], packages: ['workbox-precaching'] },
  // Elements never see storage or keys; of core only the class of errors and the limits run there. The word list
  // suggests recovery words while they are typed; pako writes the sample pictures.
  {
    path: 'src/ui',
    parts: ['src/app', 'src/core/errors.ts', 'src/core/limits.ts'],
    typesOf: ['src/core', 'src/vault'],
    packages: ['lit', 'thumbhash', '@scure/bip39', 'pako'],
  },
  // The composition root: the only place that picks implementations.
  { path: 'src/main.ts', parts: ['src/app', 'src/ui', 'src/core', 'src/vault', 'src/rpc'], packages: ['lit'] },
  { path: 'src/globals.d.ts', parts: [], packages: [] },
];

/** Longer than a screenful of screenfuls, each with the reason why it is one file all the same. */
const longFiles: Readonly<Record<string, string>> = {
  'src/vault/api.ts': 'the whole contract between page and vault, read top to bottom',
  'src/vault/vault-service.ts':
    'one method for each of api.ts, and nothing else: split, it would hide who answers what',
  'test/support/fake-vault.ts': 'the same contract, scripted for the screens',
};
const longestLines = 400;

const files = filesOf();
const sources = files.filter((path) => /^(src|workers)\/.*\.ts$/.test(path));
const code = files.filter((path) => /\.(ts|mjs|js)$/.test(path));

function partOf(path: string): Part | undefined {
  const fitting = table.filter((part) => path === part.path || path.startsWith(`${part.path}/`));
  return fitting.sort((a, b) => b.path.length - a.path.length)[0];
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function isAllowed(part: Part, { target, relative, typeOnly }: Import): boolean {
  if (!relative) return part.packages.includes(packageOf(target));
  const other = partOf(target)?.path;
  if (other === undefined) return false;
  return (
    other === part.path ||
    part.parts.includes(other) ||
    part.parts.includes(target) ||
    (typeOnly && (part.typesOf ?? []).includes(other))
  );
}

test('every source file belongs to a part of the system', () => {
  expect(sources.filter((path) => !partOf(path))).toEqual([]);
});

test('no part imports what the table does not grant it', () => {
  const breaches = sources.flatMap((path) => {
    const part = partOf(path);
    return part
      ? importsOf(path)
          .filter((one) => !isAllowed(part, one))
          .map((one) => `${path} imports ${one.target}`)
      : [];
  });
  expect(breaches).toEqual([]);
});

test('the table would notice a breach', () => {
  const core = partOf('src/core/bytes.ts');
  const ui = partOf('src/ui/kit/button.ts');
  if (!core || !ui) throw new Error('The table lost a row.');
  expect(isAllowed(core, { target: 'idb', relative: false, typeOnly: false })).toBe(false);
  expect(isAllowed(core, { target: 'src/vault/api.ts', relative: true, typeOnly: true })).toBe(false);
  expect(isAllowed(ui, { target: 'src/vault/api.ts', relative: true, typeOnly: false })).toBe(false);
  expect(isAllowed(ui, { target: 'src/vault/api.ts', relative: true, typeOnly: true })).toBe(true);
});

test('relative imports name the file with its extension', () => {
  const vague = [...sources, ...code.filter((path) => path.startsWith('test/'))].flatMap((path) =>
    importsOf(path)
      .filter(({ target, relative }) => relative && !/\.(ts|mjs|js|json|wasm|css)$/.test(target))
      .map(({ target }) => `${path} imports ${target}`),
  );
  expect(vague).toEqual([]);
});

test('files are named in kebab-case, after a concept', () => {
  const named = code.filter((path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|contract|spec|config|css|d))?\.(ts|mjs|js)$/.test(name);
  });
  expect(named).toEqual([]);
  expect(files.filter((path) => /\/(utils?|helpers?|common|misc)(\/|\.)/.test(path))).toEqual([]);
});

test('there are no barrels and no default exports', () => {
  const configuration = /^[^/]+\.config\.(ts|js)$/;
  const ours = code.filter((path) => !configuration.test(path));
  expect(ours.filter((path) => /\/index\.(ts|mjs|js)$/.test(path) || isBarrel(path))).toEqual([]);
  expect(ours.filter(hasDefaultExport)).toEqual([]);
});

test('nothing names a package registry, and the lock file leaves the choice to whoever installs', () => {
  const host = ['registry', 'npmjs', 'org'].join('.');
  const text = files.filter((path) => !/\.(png|jpg|webp|avif|heic|gif|tif|bmp|wasm|bin)$/.test(path));
  expect(text.filter((path) => textOf(path).includes(host))).toEqual([]);
  expect(textOf('package-lock.json')).not.toContain('"resolved":');
});

test('every dependency is pinned to one version', () => {
  const { dependencies, devDependencies } = JSON.parse(textOf('package.json')) as Record<
    string,
    Record<string, string>
  >;
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, range]) => !/^\d+\.\d+\.\d+$/.test(range),
  );
  expect(loose).toEqual([]);
});

test(`a file above ${longestLines} lines says why`, () => {
  const long = code.filter((path) => textOf(path).split('\n').length > longestLines + 1);
  expect(long.sort()).toEqual(Object.keys(longFiles).sort());
});
