// Ends a browser as a power cut would: all of its processes at once, none of which may write another byte.
import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 5;
const deadlineMs = 10_000;

function isGroupAlive(pid: number): boolean {
  try {
    process.kill(-pid, 0);
    return true;
  } catch {
    return false; // ESRCH: nobody of the group is left
  }
}

/**
 * @param pid  of the browser's main process, which leads a process group of its own (Playwright starts it so)
 * @returns when the last process is gone, so that the profile may be opened again
 */
export async function killProcessTree(pid: number): Promise<void> {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    return;
  }
  process.kill(-pid, 'SIGKILL');
  for (const deadline = Date.now() + deadlineMs; isGroupAlive(pid); await delay(pollMs)) {
    if (Date.now() > deadline) throw new Error(`Process group ${pid} outlived SIGKILL.`);
  }
}
