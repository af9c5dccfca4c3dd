// @ts-check
// Which Chromium the tests, the bench and the screens drive, and with which flags. Order: what the person named,
// Playwright's own download, then whatever Chrome, Edge or Chromium the machine has. Installing is scripts/test.mjs's.
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';

/**
 * Quiet flags: nothing here may talk to the network. Root has no user namespaces to sandbox in, and a container
 * often has no GPU and a small /dev/shm.
 */
export const chromiumFlags = [
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** @param {string | undefined} path */
function isExecutable(path) {
  if (!path) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // absent or not ours to run: the next candidate is asked
  }
}

/** Playwright's own build, where it was downloaded before. */
function playwrightChromium() {
  try {
    const { chromium } = createRequire(import.meta.url)('playwright-core');
    return chromium.executablePath();
  } catch {
    return undefined; // not installed yet, or no build for this platform
  }
}

/** @returns {string[]} */
function installedCandidates() {
  if (process.platform === 'darwin') {
    const apps = ['/Applications', join(process.env.HOME ?? '', 'Applications')];
    const names = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'];
    return apps.flatMap((folder) => names.map((name) => `${folder}/${name}.app/Contents/MacOS/${name}`));
  }
  if (process.platform === 'win32') {
    const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => process.env[name] ?? []);
    const tails = [
      ['Google', 'Chrome', 'Application', 'chrome.exe'],
      ['Chromium', 'Application', 'chrome.exe'],
      ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
    ];
    return roots.flatMap((root) => tails.map((tail) => join(root, ...tail)));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

/**
 * @returns {string | undefined} the executable to drive
 * @throws Error where CHROMIUM names something that cannot be run: a person's explicit wish is never replaced
 */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`CHROMIUM is set to ${named}, which is not an executable file.`);
  }
  return [playwrightChromium(), ...installedCandidates()].find(isExecutable);
}

/**
 * For whoever cannot go on without one.
 * @returns {string}
 */
export function requireChromium() {
  const found = findChromium();
  if (found) return found;
  throw new Error('No Chromium found. Install one, or set CHROMIUM to its path.');
}
