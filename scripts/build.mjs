// @ts-check
// Builds dist/ when it is not what the sources say, so that a second start takes seconds.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';
import { sourceHash } from './source-hash.mjs';

export const distFolder = join(root, 'dist');

/** Written by the build itself as its last act (vite.config.ts). */
function isBuilt() {
  const stamp = join(distFolder, '.build-stamp');
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceHash(root);
}

/** @returns {boolean} false where the build failed; it has then said why */
export function buildIfChanged() {
  if (isBuilt()) return true;
  console.log('Building the app …');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status } = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  return status === 0;
}
