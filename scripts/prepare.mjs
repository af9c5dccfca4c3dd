// @ts-check
// What both commands do before anything else, with nothing installed yet: a Node that is new enough, and
// dependencies that are the lock file's. Nothing here goes through a shell, so that quoting is nobody's problem.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, wherever the command was called from. */
export const root = fileURLToPath(new URL('..', import.meta.url));

const oldestNode = [20, 19];

/** @param {string} sentence @returns {never} */
function giveUp(sentence) {
  console.error(sentence);
  process.exit(1);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  giveUp(`Tessera needs Node ${oldestNode.join('.')} or newer; this is Node ${process.versions.node}.`);
}

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */

/**
 * npm keeps a copy of what it installed in node_modules; packages for other platforms are missing there by right.
 * @returns {boolean}
 */
function isInstalled() {
  const installedLock = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  /** @type {Record<string, LockedPackage>} */
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  /** @type {Record<string, LockedPackage>} */
  const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, integrity, optional, devOptional }]) => {
    if (path === '') return true;
    const found = installed[path];
    if (!found) return optional === true || devOptional === true;
    return found.version === version && found.integrity === integrity && existsSync(join(root, path, 'package.json'));
  });
}

/**
 * npm's own script, run by this very Node: `npm` itself is a shell script on Windows.
 * @returns {string | undefined}
 */
function npmScript() {
  const beside = dirname(process.execPath);
  return [
    process.env.npm_execpath,
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ].find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
}

function install() {
  console.log('Installing dependencies (npm ci) …');
  const script = npmScript();
  const options = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retry-mintimeout=2000'];
  const { status, error, stderr } = script
    ? spawnSync(process.execPath, [script, ...options], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'ignore', 'pipe'],
      })
    : spawnSync('npm', options, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'] });
  if (error) giveUp(`npm could not be started (${error.message}). Run "npm ci" here, then the same command again.`);
  if (status === 0) return;
  if (
    /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/.test(stderr)
  ) {
    giveUp(
      'The dependencies could not be downloaded: the package registry cannot be reached. Go online and try again.',
    );
  }
  console.error(stderr.split('\n').slice(0, 6).join('\n').trim());
  giveUp('npm ci failed, for the reason above.');
}

/** Returns when the project can run; ends the process with one sentence when it cannot. */
export function prepare() {
  checkNode();
  if (!isInstalled()) install();
}
