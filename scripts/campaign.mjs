// @ts-check
// `npm run campaign`: seeded chance against the vault, for as long as one likes. What fails names its seed.
//   npm run campaign                                   50 kills, 1,000 hostile files, 100,000 mutations
//   npm run campaign -- --seed 7 --kills 200           other moments, more of them
//   npm run campaign -- --kills 0 --files 0 --segment 1000000
// The last line counts rounds, not single kills or files: "N passed, N failed".
import { prepare, root } from './prepare.mjs';

prepare();
const { spawnSync } = await import('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = await import('node:fs');
const { tmpdir } = await import('node:os');
const { join } = await import('node:path');
const { parseArgs } = await import('node:util');
const { findOrInstallChromium, playwrightCli } = await import('./install-chromium.mjs');

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    kills: { type: 'string', default: '50' },
    files: { type: 'string', default: '1000' },
    segment: { type: 'string', default: '100000' },
  },
});
for (const [name, value] of Object.entries(values)) {
  if (/^\d+$/.test(value)) continue;
  console.error(`--${name} wants a whole number, not ${value}.`);
  process.exit(1);
}

/** Browsers run one at a time, since what is measured is time and memory; mutations use what cores there are. */
const parts = [
  { name: 'kills', file: 'kills.spec.ts', count: Number(values.kills), options: ['--workers=1'] },
  { name: 'freezes', file: 'freezes.spec.ts', count: Number(values.kills), options: ['--workers=1'] },
  { name: 'hostile files', file: 'hostile.spec.ts', count: Number(values.files), options: ['--workers=1'] },
  { name: 'segment', file: 'segment.spec.ts', count: Number(values.segment), options: ['--workers=50%'] },
];

const chromium = await findOrInstallChromium();
if (!chromium) process.exit(1);
const reports = mkdtempSync(join(tmpdir(), 'tessera-campaign-report-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));
const env = {
  ...process.env,
  CHROMIUM: chromium,
  CAMPAIGN_SEED: values.seed,
  CAMPAIGN_KILLS: values.kills,
  CAMPAIGN_FILES: values.files,
  CAMPAIGN_SEGMENT: values.segment,
};

const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const lines = [];
for (const { name, file, count, options } of parts) {
  if (count === 0) continue;
  console.log(`\n— ${name} (seed ${values.seed}) —`);
  const start = performance.now();
  const report = join(reports, `${file}.json`);
  const { status } = spawnSync(
    process.execPath,
    [playwrightCli, 'test', '--project=campaign', '--reporter=list,json', ...options, file],
    { cwd: root, env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }, stdio: 'inherit' },
  );
  const stats = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).stats : { expected: 0, unexpected: 0 };
  const passed = stats.expected;
  // A runner that failed without naming a failed test still failed.
  const failed = status === 0 ? stats.unexpected : Math.max(1, stats.unexpected);
  total.passed += passed;
  total.failed += failed;
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  lines.push(`${name.padEnd(15)}${passed} passed, ${failed} failed (${seconds} s)`);
}
console.log(`\n${lines.join('\n')}\n`);
if (total.failed > 0) console.log(`Again with: npm run campaign -- --seed ${values.seed}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
