// Exports and backups stream: what they add to the browser's memory does not grow with what is exported. All of the
// browser's processes are measured from outside. `TESSERA_LARGE_MB=5000` is the full size; the default suits a CI machine.
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import type { BrowserContext, CDPSession } from 'playwright/test';
import { expect, test } from '../support/app.ts';
import { finishedJob, goTo, importByDrop, register } from '../support/person.ts';
import { fakePickers } from '../support/pickers.ts';
import { layOut, removeTreeOnDisk } from '../support/photo-trees.ts';
import { concat, utf8 } from '../../src/core/bytes.ts';
import { writeFilm } from '../support/pictures/film.ts';

const dataMB = Number(process.env['TESSERA_LARGE_MB'] ?? 300);
/** One file above the size that an export holds in memory while it checks it, and many below. */
const fileMB = [60, 20] as const;
/** Of the issue, for 5 GB. With less data the bound is what tells streaming from holding everything. */
const boundMB = Math.min(300, dataMB * 0.6);
const MB = 1_000_000;

test('exporting and backing up many megabytes adds little memory', async ({ tessera: { page, context } }) => {
  test.setTimeout(240_000 + dataMB * 1500);
  const pickers = await fakePickers(context);
  await page.reload();
  await register(page);
  let left = dataMB;
  for (let part = 0; left > 0; part++) {
    // A film's worth of bytes that compress and repeat nowhere; a part at a time, so that the disk holds one.
    const files: Record<string, Uint8Array> = {};
    for (let at = 0; at < 4 && left > 0; at++) {
      const size = Math.min(left, at === 0 ? fileMB[0] : fileMB[1]);
      files[`part ${part}/film ${at}.mp4`] = filmOf(size * MB);
      left -= size;
    }
    const tree = await layOut('films', files);
    expect(await importByDrop(page, [tree.folder])).toMatch(
      new RegExp(`^${Object.keys(files).length} photos? imported`),
    );
    await removeTreeOnDisk(tree);
  }

  pickers.folder = 'export';
  await goTo(page, 'Safety');
  const exporting = await addedMemory(context, async () => {
    await page.getByRole('button', { name: 'Export all into a folder' }).click();
    expect(await finishedJob(page, 'Export')).toContain('each compared with its SHA-256');
  });
  pickers.folder = 'backup';
  const backingUp = await addedMemory(context, async () => {
    await page.getByRole('button', { name: 'Back up into one file' }).click();
    await finishedJob(page, 'Backup');
  });
  console.log(`${dataMB} MB: exporting added ${exporting} MB, backing up ${backingUp} MB; at most ${boundMB} MB may`);
  expect(exporting).toBeLessThan(boundMB);
  expect(backingUp).toBeLessThan(boundMB);
});

/** A film whose free space holds `bytes` of chance. */
function filmOf(bytes: number): Uint8Array {
  const noise = randomFillSync(new Uint8Array(bytes));
  const size = new DataView(new ArrayBuffer(4));
  size.setUint32(0, bytes + 8);
  return concat(writeFilm(1000), new Uint8Array(size.buffer), utf8('free'), noise);
}

/** How far the memory of all of the browser's processes rose above where it began, MB. */
async function addedMemory(context: BrowserContext, work: () => Promise<unknown>): Promise<number> {
  const session = await context.browser()?.newBrowserCDPSession();
  if (!session) throw new Error('this browser does not tell its processes');
  const before = await residentMB(session);
  let most = before;
  let over = false;
  const watching = (async () => {
    while (!over) {
      most = Math.max(most, await residentMB(session));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  try {
    await work();
  } finally {
    over = true;
    await watching;
    await session.detach();
  }
  return Math.round(most - before);
}

async function residentMB(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const ids = processInfo.map(({ id }) => id).join(',');
  const listed =
    process.platform === 'win32'
      ? execFileSync('powershell', ['-NoProfile', '-Command', `(Get-Process -Id ${ids}).WorkingSet64 | % { $_ / 1KB }`])
      : execFileSync('ps', ['-o', 'rss=', '-p', ids]);
  const kilobytes = listed.toString().trim().split(/\s+/).map(Number);
  return (kilobytes.reduce((sum, one) => sum + one, 0) * 1024) / MB;
}
