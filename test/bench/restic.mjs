// @ts-check
// A well-kept backup program on the same folder and disk: what sealing and deduplicating cost there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const environment = { ...process.env, RESTIC_PASSWORD: 'bench', RESTIC_PROGRESS_FPS: '0' };

/** @param {string[]} args */
function restic(args) {
  return spawnSync('restic', ['--quiet', '--no-cache', ...args], { env: environment, encoding: 'utf8' });
}

/**
 * @param {string} folder @param {number} runs
 * @returns {number[] | undefined} ms of each first backup; undefined where restic is not installed
 */
export function resticBackups(folder, runs) {
  if (restic(['version']).error) return undefined;
  const times = [];
  for (let run = 0; run < runs; run++) {
    const place = mkdtempSync(join(tmpdir(), 'tessera-restic-'));
    try {
      if (restic(['-r', place, 'init']).status !== 0) return undefined;
      const start = performance.now();
      const { status } = restic(['-r', place, 'backup', folder]);
      if (status !== 0) return undefined;
      times.push(performance.now() - start);
    } finally {
      rmSync(place, { recursive: true, force: true });
    }
  }
  return times;
}
