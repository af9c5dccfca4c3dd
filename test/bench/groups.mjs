// @ts-check
// How each group of benches is measured: what the bench's page returns, made into figures. Repeated where it is
// cheap, medians reported, and what is compared runs in turn, so that other load on the machine meets both.
import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { measureShell } from '../../scripts/shell-size.mjs';
import { fling, framesPerSecond, jumpUntilSharp, openGrid, restingFrames } from './fling.mjs';
import { PageProbe } from './heap.mjs';
import { median } from './list.mjs';
import { processorSeconds } from './processor-time.mjs';
import { resticBackups } from './restic.mjs';

/**
 * @typedef {object} Run
 * @property {import('playwright').BrowserContext} context
 * @property {boolean} quick
 * @property {string} appUrl
 * @property {string} benchUrl
 * @property {string | undefined} photosFolder
 * @property {readonly string[]} photos  every file below it
 * @property {import('./list.mjs').Figures} figures
 * @typedef {import('playwright').Page} Page
 */

/** As in test/support/vault-tab.ts: the app's own page is unlocked with it. */
const passphrase = 'correct horse battery staple';
const megabyte = 1_000_000;
const megapixel = 1_000_000;
/** A folder with less of a type than this is eked out with drawn pictures. */
const enoughPixels = 3_000_000;
const vaultWorker = /vault/;

/** @param {Run} run @returns {Promise<Page>} */
async function benchPage({ context, benchUrl }) {
  const page = await context.newPage();
  await page.goto(benchUrl);
  await page.waitForFunction(() => 'bench' in window);
  return page;
}

/** @param {Page} page @param {readonly string[]} paths */
async function giveFiles(page, paths) {
  if (paths.length === 0) return [];
  await page.locator('input').setInputFiles([...paths]);
  return page.evaluate(() => window.bench.takeFiles());
}

const types = /** @type {const} */ ([
  ['jpeg', ['.jpg', '.jpeg'], 0],
  ['png', ['.png'], 2_000],
  ['tiff', ['.tif', '.tiff'], 2_000],
]);

/** @param {Run} run */
async function imports(run) {
  const page = await benchPage(run);
  const rounds = run.quick ? 1 : 3;
  for (const [type, extensions, drawnEdge] of types) {
    // Made files are tests of oddities, not photos.
    const paths = run.photos.filter((path) => {
      const name = extname(path).toLowerCase();
      return extensions.some((one) => one === name) && !/[\\/]made[\\/]/.test(path);
    });
    const names = (await giveFiles(page, paths))
      .map(({ name }) => name)
      .filter((name) => extensions.some((one) => name.toLowerCase().endsWith(one)));
    if (names.length === 0) {
      const edge = drawnEdge === 0 ? 2_000 : drawnEdge;
      for (let seed = 1; seed * edge * edge * 0.75 <= enoughPixels * 2; seed++) {
        const picture = /** @type {const} */ ([type, edge, Math.round(edge * 0.75), seed]);
        names.push(await page.evaluate(([t, w, h, s]) => window.bench.draw(t, w, h, s), picture));
      }
    }
    const ours = [];
    const plain = [];
    const perCore = [];
    for (let round = 0; round < rounds; round++) {
      await page.evaluate(() => window.bench.beginVault());
      const busyBefore = await processorSeconds(run.context);
      const imported = await page.evaluate((list) => window.bench.import(list), names);
      perCore.push(imported.pixels / megapixel / ((await processorSeconds(run.context)) - busyBefore));
      ours.push(imported.pixels / megapixel / (imported.ms / 1000));
      if (type === 'tiff') continue;
      const decoded = await page.evaluate((list) => window.bench.decode(list), names);
      plain.push(decoded.pixels / megapixel / (decoded.ms / 1000));
    }
    const value = median(ours);
    const bare = plain.length > 0 ? median(plain) : undefined;
    const busy = `${median(perCore).toFixed(2)} MP per processor second`;
    if (bare === undefined) run.figures.add(`import.${type}`, value, `nothing: browsers decode no TIFF; ${busy}`, null);
    else run.figures.add(`import.${type}`, value, `plain decode, ${bare.toFixed(0)} MP/s; ${busy}`, value / bare);
  }
  await page.close();
}

/** @param {Run} run */
async function stored(run) {
  const page = await benchPage(run);
  await page.evaluate(() => window.bench.beginVault());
  const names = (await giveFiles(page, run.photos)).map(({ name }) => name);
  if (names.length === 0) {
    names.push(...(await page.evaluate(() => window.bench.drawSmall(0, 40))));
    for (const type of /** @type {const} */ (['png', 'tiff']))
      names.push(await page.evaluate((t) => window.bench.draw(t, 2_000, 1_500, 1), type));
  }
  const imported = await page.evaluate((list) => window.bench.import(list), names);
  const safety = await page.evaluate(() => window.bench.safety());
  const originals = `originals, ${(safety.originalBytes / megabyte).toFixed(1)} MB`;
  const ratio = (/** @type {number} */ bytes) => bytes / safety.originalBytes;
  run.figures.add('stored.all', safety.storedBytes / megabyte, originals, ratio(safety.storedBytes));
  run.figures.add('stored.previews', safety.previewBytes / megabyte, originals, ratio(safety.previewBytes));
  const speed = imported.bytes / megabyte / (imported.ms / 1000);
  await page.close();
  const times = run.photosFolder === undefined ? undefined : resticBackups(run.photosFolder, run.quick ? 1 : 3);
  if (!times) return;
  const size = run.photos.reduce((sum, path) => sum + statSync(path).size, 0);
  const restic = size / megabyte / (median(times) / 1000);
  run.figures.add('restic', restic, `our import of the folder, ${speed.toFixed(1)} MB/s`, restic / speed);
}

/** @param {Run} run */
async function memory(run) {
  const page = await benchPage(run);
  const probe = await PageProbe.of(page);
  await page.evaluate(() => window.bench.beginVault());
  const batch = run.quick ? 50 : 200;
  /** @type {number[]} */
  const held = [];
  let bytes = 0;
  for (let round = 0; round < 3; round++) {
    const names = await page.evaluate(
      ([from, until]) => window.bench.drawSmall(from, until),
      /** @type {const} */ ([round * batch, (round + 1) * batch]),
    );
    bytes = (await page.evaluate((list) => window.bench.import(list), names)).bytes;
    await page.evaluate((list) => window.bench.forget(list), names);
    // Codec workers end by themselves and the catalog's pages are written; neither is what stays.
    await page.waitForTimeout(3_000);
    held.push(await probe.heldBytes(vaultWorker));
  }
  const growth = (((held[2] ?? 0) - (held[0] ?? 0)) / 2 / batch) * 100;
  const originals = (bytes / batch) * 100;
  run.figures.add('memory.per100', growth / megabyte, `those photos' files`, growth / originals);
  await probe.detach();
  await page.close();
}

/** @param {Run} run */
async function opening(run) {
  const page = await benchPage(run);
  await page.evaluate(() => window.bench.beginVault());
  for (const type of /** @type {const} */ (['jpeg', 'png'])) {
    const name = await page.evaluate((t) => window.bench.draw(t, 4_000, 3_000, 3), type);
    await page.evaluate((one) => window.bench.import([one]), name);
    const runs = run.quick ? 3 : 9;
    const times = await page.evaluate(([n, r]) => window.bench.open(n, r), /** @type {const} */ ([name, runs]));
    const plain = median(times.plain);
    const against = `createImageBitmap of it, ${plain.toFixed(0)} ms`;
    const suffix = type === 'jpeg' ? '' : `.${type}`;
    const first = median(times.first);
    const verified = median(times.verified);
    run.figures.add(`open.first12mp${suffix}`, first, against, first / plain);
    run.figures.add(`open.verified12mp${suffix}`, verified, against, verified / plain);
  }
  await page.close();
}

/** @param {Run} run */
async function dice(run) {
  const page = await benchPage(run);
  for (const [id, blockBytes] of /** @type {const} */ ([
    ['dice.12k', 12 * 1024],
    ['dice.64k', 64 * 1024],
  ])) {
    const plan = /** @type {const} */ ([blockBytes, run.quick ? 24 * megabyte : 96 * megabyte, run.quick ? 3 : 7]);
    const { ours, bare } = await page.evaluate(([b, t, r]) => window.bench.sealingSpeed(b, t, r), plan);
    const value = median(ours);
    run.figures.add(id, value, `bare WebCrypto chain, ${median(bare).toFixed(0)} MB/s`, value / median(bare));
  }
  await page.close();
}

/** @param {Run} run */
async function grid(run) {
  let page = await benchPage(run);
  await page.evaluate(() => window.bench.beginVault());
  await page.evaluate(() => window.bench.endVault());
  for (const [id, photos] of /** @type {const} */ ([
    ['grid.1k', 1_000],
    ['grid.10k', 10_000],
    ['grid.100k', 100_000],
  ])) {
    const seed = /** @type {const} */ ([photos, run.quick ? 2_000 : photos]);
    await page.evaluate(([count, distinct]) => window.bench.seed(count, distinct), seed);
    await page.close();
    /** @type {import('./page.ts').GridTimes[]} */
    const times = [];
    for (let round = 0; round < (run.quick ? 3 : 7); round++) {
      page = await benchPage(run);
      times.push(await page.evaluate(() => window.bench.firstScreen()));
      await page.close();
    }
    page = await benchPage(run);
    const of = (/** @type {keyof import('./page.ts').GridTimes} */ part) => median(times.map((one) => one[part]));
    const parts = `opened after ${of('opened').toFixed(0)}, queried after ${of('queried').toFixed(0)} ms`;
    const against = `decoding its thumbnails, ${of('decoded').toFixed(0)} ms (${parts})`;
    run.figures.add(id, of('usable'), against, of('usable') / of('decoded'));
  }
  await page.close();
  await scrolling(run);
}

/** The app's own page, over the vault that `grid` left. @param {Run} run */
async function scrolling(run) {
  const page = await run.context.newPage();
  await page.goto(run.appUrl);
  await openGrid(page, passphrase);
  const resting = framesPerSecond(await restingFrames(page, 3_000));
  const session = await run.context.newCDPSession(page);
  await session.send('Performance.enable');
  const before = await mainThreadSeconds(session);
  const flung = framesPerSecond(await fling(page, 10_000));
  const busy = (100 * ((await mainThreadSeconds(session)) - before)) / 10;
  const against = `the page at rest, ${resting.median.toFixed(0)} fps; main thread's processor time ${busy.toFixed(0)} %`;
  run.figures.add('grid.fps', flung.median, against, flung.median / resting.median);
  run.figures.add('grid.fps.worst', flung.worst, `the page at rest, ${resting.worst} fps`, flung.worst / resting.worst);
  const sharp = [];
  for (const share of run.quick ? [0.7, 0.2, 0.9] : [0.7, 0.2, 0.9, 0.35, 0.6, 0.1, 0.8])
    sharp.push(await jumpUntilSharp(page, share));
  run.figures.add('grid.sharp', median(sharp), 'the aim of 300 ms', median(sharp) / 300);
  await page.close();
}

/** Processor time of the page's main thread. @param {import('playwright').CDPSession} session */
async function mainThreadSeconds(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'ThreadTime')?.value ?? NaN;
}

/** @param {Run} run */
async function shell({ figures }) {
  const { brotliBytes, bytes } = measureShell();
  figures.add('shell.size', brotliBytes / 1000, 'the same, uncompressed', brotliBytes / bytes);
}

/** @type {Readonly<Record<string, (run: Run) => Promise<void>>>} */
export const groups = { shell, dice, import: imports, stored, memory, open: opening, grid };
