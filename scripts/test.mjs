// @ts-check
// `npm test`: everything that must hold, in the order in which it is cheapest to hear about it.
//   npm test                      all steps
//   npm test -- unit browser      some of them
//   npm test -- e2e shell.spec    what follows the steps goes to their runner, e.g. a file
// The last line counts what every runner reported, each plain check as one: "N passed, N failed".
import { prepare, root } from './prepare.mjs';

prepare();
const { spawn } = await import('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = await import('node:fs');
const { tmpdir } = await import('node:os');
const { join } = await import('node:path');
const { buildIfChanged } = await import('./build.mjs');
const { findOrInstallChromium } = await import('./install-chromium.mjs');

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @typedef {object} Step
 * @property {string} name
 * @property {boolean} [needsChromium]
 * @property {boolean} [needsBuild]
 * @property {(report: string, options: string[]) => Promise<Counts>} run  `report`: a path for the runner's JSON
 */

/** @type {Counts} */
const onePassed = { passed: 1, failed: 0, skipped: 0 };
/** @type {Counts} */
const oneFailed = { passed: 0, failed: 1, skipped: 0 };

/**
 * @param {string} script  below node_modules
 * @param {string[]} options
 * @param {Record<string, string>} [extraEnv]
 * @returns {Promise<boolean>} whether it ended well
 */
function runNode(script, options, extraEnv = {}) {
  const child = spawn(process.execPath, [join(root, 'node_modules', script), ...options], {
    cwd: root,
    env: { ...process.env, ...extraEnv },
    stdio: 'inherit',
  });
  return new Promise((settle) => {
    child.on('error', () => settle(false));
    child.on('close', (status) => settle(status === 0));
  });
}

/** @param {string} script @param {...string} options @returns {Step['run']} */
function check(script, ...options) {
  return async () => ((await runNode(script, options)) ? onePassed : oneFailed);
}

/**
 * A runner that failed without naming a failed test (a file that does not load, an unhandled rejection) still failed.
 * @param {boolean} endedWell @param {Counts} counts @returns {Counts}
 */
function honest(endedWell, counts) {
  return endedWell || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

/** @param {string} project @returns {Step['run']} */
function vitest(project) {
  return async (report, files) => {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const options = ['run', '--project', project, '--passWithNoTests', ...reporters, ...files];
    const endedWell = await runNode('vitest/vitest.mjs', options);
    if (!existsSync(report)) return honest(endedWell, { passed: 0, failed: 0, skipped: 0 });
    const result = JSON.parse(readFileSync(report, 'utf8'));
    return honest(endedWell, {
      passed: result.numPassedTests,
      failed: result.numFailedTests,
      skipped: result.numPendingTests + result.numTodoTests,
    });
  };
}

/** @param {string} project @returns {Step['run']} */
function playwright(project) {
  return async (report, files) => {
    const options = ['test', `--project=${project}`, '--pass-with-no-tests', '--reporter=list,json', ...files];
    const endedWell = await runNode('playwright/cli.js', options, { PLAYWRIGHT_JSON_OUTPUT_FILE: report });
    if (!existsSync(report)) return honest(endedWell, { passed: 0, failed: 0, skipped: 0 });
    const { stats } = JSON.parse(readFileSync(report, 'utf8'));
    return honest(endedWell, {
      passed: stats.expected,
      failed: stats.unexpected + stats.flaky,
      skipped: stats.skipped,
    });
  };
}

/** @type {boolean | undefined} */
let isBuilt;

/** Once: a build that failed is not tried again for every step that needs it. */
function build() {
  isBuilt ??= buildIfChanged();
  return isBuilt;
}

/** @type {Step[]} */
const steps = [
  {
    name: 'format',
    run: check('prettier/bin/prettier.cjs', '--check', '--cache', '--cache-strategy=content', '--log-level=warn', '.'),
  },
  { name: 'lint', run: check('eslint/bin/eslint.js', '--max-warnings=0', '.') },
  { name: 'types', run: check('typescript/bin/tsc', '-p', '.') },
  { name: 'core-types', run: check('typescript/bin/tsc', '-p', 'src/core') },
  { name: 'unit', run: vitest('unit') },
  { name: 'browser', needsChromium: true, run: vitest('browser') },
  { name: 'build', run: async () => (build() ? onePassed : oneFailed) },
  { name: 'e2e', needsChromium: true, needsBuild: true, run: playwright('e2e') },
  { name: 'screens', needsChromium: true, needsBuild: true, run: playwright('screens') },
];

const words = process.argv.slice(2);
const firstOption = words.findIndex((word) => !steps.some(({ name }) => name === word));
const names = firstOption === -1 ? words : words.slice(0, firstOption);
const options = firstOption === -1 ? [] : words.slice(firstOption);
if (names.length === 0 && options.length > 0) {
  console.error(`Say first which step: ${steps.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}
const chosen = steps.filter(({ name }) => names.length === 0 || names.includes(name));

const reports = mkdtempSync(join(tmpdir(), 'tessera-test-'));
process.once('exit', () => rmSync(reports, { recursive: true, force: true }));
const chromium = chosen.some(({ needsChromium }) => needsChromium) ? await findOrInstallChromium() : undefined;
if (chromium) process.env.CHROMIUM = chromium;

/** @param {Step} step @returns {Promise<Counts>} */
async function runStep(step) {
  console.log(`\n— ${step.name} —`);
  if (step.needsChromium && !chromium) {
    console.error('Not run: there is no Chromium.');
    return oneFailed;
  }
  if (step.needsBuild && !build()) {
    console.error('Not run: the app does not build.');
    return oneFailed;
  }
  return step.run(join(reports, `${step.name}.json`), options);
}

/** @param {Counts} counts */
function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** @type {Counts} */
const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const lines = [];
for (const step of chosen) {
  const start = performance.now();
  const counts = await runStep(step);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  lines.push(`${step.name.padEnd(12)}${inWords(counts)} (${seconds} s)`);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
console.log(`\n${lines.join('\n')}\n\n${inWords(total)}`);
process.exitCode = total.failed === 0 ? 0 : 1;
