// Hostile files through the real vault: each is imported and comes back byte for byte, or is refused with a code; none
// holds the vault for long; memory stays bounded; and a sound picture after all of them is drawn as ever.
import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright/test';
import { photograph } from '../support/pictures/drawings.ts';
import { writePng } from '../support/pictures/png.ts';
import { hostileFile, type HostileFile } from './hostile-files.ts';
import { chooseFolder, copyProfile, launchCampaign, type CampaignServer } from './vault-browser.ts';
import type { FileOutcome } from './vault-page.ts';

export interface HostileReport {
  /** How many files came to each outcome; and to what opening them came. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly opened: Readonly<Record<string, number>>;
  readonly slowest: { readonly name: string; readonly ms: number };
  /** Resident memory of the renderer that holds page, vault and codecs: its peak, MB; undefined where unknown. */
  readonly peakMb: number | undefined;
  readonly failures: readonly string[];
}

/** The issue's bound for any one file, import and look each. */
const slowMs = 10_000;
const peakMbMax = 1_500;
const batchFiles = 50;
const sampleMs = 250;

/** What a hostile file may be refused with: it is no picture, is empty, or claims too much. */
const refusals: ReadonlySet<string> = new Set(['file-type', 'file-empty', 'limit', 'deadline']);

/** @param registered  the profile to begin with */
export async function runHostile(
  server: CampaignServer,
  registered: string,
  count: number,
  seed: number,
): Promise<HostileReport> {
  const profile = await copyProfile(server, registered, `hostile-${seed}`);
  const { tessera, page } = await launchCampaign(server, profile);
  const outcomes: Record<string, number> = {};
  const opened: Record<string, number> = {};
  const failures: string[] = [];
  let slowest = { name: '', ms: 0 };
  try {
    await page.evaluate(() => window.campaign.unlock());
    const memory = await watchMemory(page);
    const kept = new Map<string, string>();
    for (let first = 0; first < count; first += batchFiles) {
      const files = Array.from({ length: Math.min(batchFiles, count - first) }, (_, at) =>
        hostileFile(seed + first + at),
      );
      for (const one of await importEach(server, page, files)) {
        outcomes[one.outcome] = (outcomes[one.outcome] ?? 0) + 1;
        opened[one.opened] = (opened[one.opened] ?? 0) + 1;
        const ms = Math.max(one.importMs, one.openMs);
        if (ms > slowest.ms) slowest = { name: one.name, ms: Math.round(ms) };
        if (ms > slowMs) failures.push(`${one.name}: ${Math.round(ms)} ms`);
        if (one.outcome === 'imported' || one.outcome === 'known') kept.set(`chosen/${one.name}`, hashOf(files, one));
        else if (!refusals.has(one.outcome)) failures.push(`${one.name}: ${one.outcome}`);
        if (!['drawn', 'file', 'none'].includes(one.opened)) failures.push(`${one.name}: opening says ${one.opened}`);
      }
    }
    const { hashes, failed } = await page.evaluate(() => window.campaign.exportAll());
    failures.push(...failed.map((path) => `${path}: not exported`));
    for (const [path, hash] of kept) if (hashes[path] !== hash) failures.push(`${path}: exported with other bytes`);
    const sound = { name: 'sound.png', bytes: writePng(photograph(80, 60, seed + 9)) };
    const [last] = await importEach(server, page, [sound]);
    if (last?.opened !== 'drawn') failures.push(`after all: a sound picture is ${String(last?.opened)}`);
    const peakMb = memory();
    if (peakMb !== undefined && peakMb > peakMbMax) failures.push(`memory: ${peakMb} MB`);
    return { outcomes, opened, slowest, peakMb, failures };
  } finally {
    await tessera.closeBrowser();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function importEach(
  server: CampaignServer,
  page: Page,
  files: readonly HostileFile[],
): Promise<readonly FileOutcome[]> {
  const folder = join(server.folder, 'hostile');
  await mkdir(folder, { recursive: true });
  for (const { name, bytes } of files) await writeFile(join(folder, name), bytes);
  await chooseFolder(page, folder);
  const outcomes = await page.evaluate(() => window.campaign.each());
  await rm(folder, { recursive: true });
  return outcomes;
}

function hashOf(files: readonly HostileFile[], { name }: FileOutcome): string {
  const file = files.find((one) => one.name === name);
  return createHash('sha256')
    .update(file?.bytes ?? '')
    .digest('hex');
}

/** Samples the renderer's resident memory until asked for its peak in MB. */
async function watchMemory(page: Page): Promise<() => number | undefined> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  const info = await session?.send('SystemInfo.getProcessInfo');
  const renderers = (info?.processInfo ?? []).filter(({ type }) => type === 'renderer').map(({ id }) => String(id));
  let peak: number | undefined;
  const sample = async () => {
    // Windows has no ps: there the peak stays unknown.
    const text = await promisify(execFile)('ps', ['-o', 'rss=', '-p', renderers.join()]).then(
      ({ stdout }) => stdout,
      () => '',
    );
    for (const line of text.trim().split('\n')) {
      const mb = Math.round(Number(line) / 1024);
      if (mb > 0) peak = Math.max(peak ?? 0, mb);
    }
  };
  const timer = setInterval(() => void sample(), sampleMs);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

export function describeHostile(count: number, seed: number, report: HostileReport): string {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .sort(([, a], [, b]) => b - a)
      .map(([name, times]) => `${times} ${name}`)
      .join(', ');
  const { outcomes, opened, slowest, peakMb } = report;
  return (
    `${count} hostile files from seed ${seed}: ${list(outcomes)}; opened: ${list(opened)}; ` +
    `slowest ${slowest.ms} ms (${slowest.name}); renderer's peak ${peakMb === undefined ? 'not measured' : `${peakMb} MB`}`
  );
}
