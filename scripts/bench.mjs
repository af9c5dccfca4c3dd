// @ts-check
// `npm run bench`: measures the built app in a real Chromium on a profile of its own (test/bench/list.mjs says what)
// and prints each figure beside what it is compared with. `-- --quick` for a first look, `-- --json FILE`,
// `-- --photos DIR`, `-- --only import,grid`. It reports; it never fails a figure.
import { prepare, root } from './prepare.mjs';

prepare();
const { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } = await import('node:fs');
const { availableParallelism, loadavg, tmpdir } = await import('node:os');
const { join, resolve } = await import('node:path');
const { parseArgs } = await import('node:util');
const { chromium } = await import('playwright');
const { buildIfChanged } = await import('./build.mjs');
const { chromiumFlags, requireChromium } = await import('./chromium.mjs');
const { serve } = await import('./serve.mjs');
const { benchPath, buildBench } = await import('../test/bench/build-bench.mjs');
const { benches, Figures } = await import('../test/bench/list.mjs');
const { groups } = await import('../test/bench/groups.mjs');

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    photos: { type: 'string' },
    only: { type: 'string' },
  },
});
const photosFolder = options.photos ? resolve(options.photos) : resolve(root, '../shared/photos');
if (options.photos && !existsSync(photosFolder)) {
  console.error(`There is no folder ${photosFolder}.`);
  process.exit(1);
}
const wanted = options.only?.split(',');
const unknown = wanted?.filter((name) => !(name in groups)) ?? [];
if (unknown.length > 0) {
  console.error(`No group of benches is named ${unknown.join(', ')}; there are ${Object.keys(groups).join(', ')}.`);
  process.exit(1);
}

/** @param {string} folder @returns {string[]} */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile());
}

if (!buildIfChanged()) process.exit(1);
const server = await serve({ folder: await buildBench() });
const profile = mkdtempSync(join(tmpdir(), 'tessera-bench-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: requireChromium(),
  args: chromiumFlags,
  viewport: { width: 1280, height: 800 },
});
const figures = new Figures();
const load = loadavg()[0] ?? 0;
console.log(
  `${availableParallelism()} cores, load ${load.toFixed(1)} at the start, Chromium ${context.browser()?.version() ?? ''}`,
);
try {
  const run = {
    context,
    quick: options.quick,
    appUrl: server.url,
    benchUrl: new URL(benchPath, server.url).href,
    photosFolder: existsSync(photosFolder) ? photosFolder : undefined,
    photos: existsSync(photosFolder) ? filesBelow(photosFolder) : [],
    figures,
  };
  for (const [name, measure] of Object.entries(groups)) {
    if (wanted && !wanted.includes(name)) continue;
    const start = performance.now();
    try {
      await measure(run);
    } catch (error) {
      // One group that cannot run here must not take the others' figures with it.
      console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
    console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
} finally {
  await context.close();
  await server.close();
  rmSync(profile, { recursive: true, force: true });
}

const number = (/** @type {number | null} */ value) =>
  value === null ? '–' : value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 2 : 1 });
console.log('');
for (const { id, name, value, unit, against, ratio } of figures.all()) {
  const aim = benches.find((bench) => bench.id === id)?.aim;
  const measured = `${number(value).padStart(9)} ${unit.padEnd(5)}`;
  const compared = `${number(ratio).padStart(7)} × ${against}`;
  console.log(`${id.padEnd(20)} ${name.padEnd(46)} ${measured} ${compared}${aim ? `  (aim: ${aim})` : ''}`);
}
console.log(`\nload ${load.toFixed(1)} at the start, ${(loadavg()[0] ?? 0).toFixed(1)} at the end`);
if (options.json) writeFileSync(options.json, `${JSON.stringify(figures.all(), null, 2)}\n`);
