// @ts-check
// For a machine without any Chromium: Playwright's download, then the system's packages where we may install them,
// else one command for the person.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { root } from './prepare.mjs';

/** A download that shows no progress for so long is refused by something between here and there. */
const downloadPatienceMs = 30_000;

export const playwrightCli = join(root, 'node_modules', 'playwright', 'cli.js');

/** @returns {Promise<void>} when the download has ended, well or not: findChromium tells which */
function downloadPlaywrights() {
  console.log("No Chromium found. Downloading Playwright's …");
  const child = spawn(process.execPath, [playwrightCli, 'install', '--no-shell', 'chromium'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: process.platform !== 'win32',
  });
  // It downloads in a child of its own, and would try five times.
  const giveUp = () => {
    if (child.pid === undefined) return;
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
    else process.kill(-child.pid, 'SIGKILL');
  };
  let patience = setTimeout(giveUp, downloadPatienceMs);
  child.stdout.on('data', (/** @type {Buffer} */ text) => {
    if (!/\d%/.test(String(text))) return;
    clearTimeout(patience);
    patience = setTimeout(giveUp, downloadPatienceMs);
  });
  /** @type {Promise<void>} */
  const ended = new Promise((settle) => {
    child.on('error', () => settle());
    child.on('close', () => settle());
  });
  return ended.then(() => clearTimeout(patience));
}

function installWithApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  console.log('Installing the chromium package …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const options of [
    ['update', '-q'],
    ['install', '-y', '-q', '--no-install-recommends', 'chromium'],
  ]) {
    const { status } = spawnSync('apt-get', options, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) return;
  }
}

/** @returns {Promise<string | undefined>} the executable; undefined after saying what the person can do */
export async function findOrInstallChromium() {
  try {
    for (const attempt of [undefined, downloadPlaywrights, installWithApt]) {
      await attempt?.();
      const found = findChromium();
      if (found) return found;
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return undefined;
  }
  const command =
    process.platform === 'linux'
      ? 'sudo npx playwright install --with-deps chromium'
      : 'npx playwright install chromium';
  console.error(`The tests need a Chromium. Run: ${command}\n(or set CHROMIUM to the path of one)`);
  return undefined;
}
