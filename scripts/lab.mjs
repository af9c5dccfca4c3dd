// @ts-check
// `npm run lab`: both papers as they stand, on photos, with a report that opens offline. `-- --photos DIR` (laid out as
// ../shared/photos is; drawn pictures where it is missing), `-- --out DIR` (test-results/lab unless told).
import { prepare, root } from './prepare.mjs';

prepare();
const { existsSync, mkdirSync, rmSync } = await import('node:fs');
const { join, resolve } = await import('node:path');
const { pathToFileURL } = await import('node:url');
const { parseArgs } = await import('node:util');
const { build } = await import('vite');

const { values: options } = parseArgs({ options: { photos: { type: 'string' }, out: { type: 'string' } } });
const photos = resolve(options.photos ?? join(root, '../shared/photos'));
if (options.photos && !existsSync(photos)) {
  console.error(`There is no folder ${photos}.`);
  process.exit(1);
}
const out = resolve(options.out ?? join(root, 'test-results/lab'));
mkdirSync(out, { recursive: true });

// Inside node_modules, so that the bundle finds the packages it leaves out.
const bundle = join(root, 'node_modules', '.cache', 'tessera-lab');
rmSync(bundle, { recursive: true, force: true });
await build({
  configFile: false,
  root,
  publicDir: false,
  logLevel: 'error',
  build: { ssr: join(root, 'lab/run.ts'), outDir: bundle, emptyOutDir: true, minify: false },
});
const { runLab } = await import(pathToFileURL(join(bundle, 'run.js')).href);
await runLab(existsSync(photos) ? photos : undefined, out);
console.log(`\n${join(out, 'lab.html')}\n${join(out, 'lab.json')}`);
