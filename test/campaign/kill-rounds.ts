// Kills at random moments of an import (issue: 50 of them, 60 files). A round imports the same 60 files into one
// vault, is killed on the way several times, and each time begins again as a person would: unlock, look, choose the
// same folder. SIGKILL leaves what the system holds in its page cache, so this shows that the commit order loses
// nothing, not that a power cut loses nothing: for that see test/browser/vault/damage.test.ts and store-durability.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { alphaRamp, gradient, noise, photograph, text } from '../support/pictures/drawings.ts';
import { writeFilm } from '../support/pictures/film.ts';
import { writeBmp } from '../support/pictures/bmp.ts';
import { writePng } from '../support/pictures/png.ts';
import { randomInteger, seededRandom } from '../support/pictures/random.ts';
import type { Audit } from './audit.ts';
import type { Checked } from './vault-page.ts';
import {
  chooseFolder,
  copyProfile,
  launchCampaign,
  registeredProfile,
  Acknowledged,
  type CampaignBrowser,
  type CampaignServer,
} from './vault-browser.ts';

const longFilm = 16;

/** Half of the kills come this soon after an acknowledgement: there the next pack is being written. */
const nearMs = 400;
/** Kills come in the first part of what is left, so that a round's later ones have something to cut, too. */
const earlyShare = 0.5;
/** Longer than an import waits between two acknowledgements (limits.acknowledgeMs). */
const patienceMs = 5_000;

export interface KillSetting {
  readonly server: CampaignServer;
  readonly registered: string;
  readonly files: string;
  readonly decoy: string;
  /** SHA-256 of each file, hex, by the path it is exported under. */
  readonly hashes: Readonly<Record<string, string>>;
  /** How long an import of all of them takes when nobody interrupts it. */
  readonly importMs: number;
}

export interface RoundReport {
  readonly kills: number;
  /** Files acknowledged at each kill, kills in order. */
  readonly acknowledged: readonly number[];
  readonly before: Audit;
  readonly after: Audit;
}

/** Files of many sizes: tiled pictures, and films that are chunks. Together several packs. */
async function writeFiles(folder: string, count: number, filmBytes: number, seed: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const random = seededRandom(seed);
  for (let index = 0; index < count; index++) {
    const own = seed * 1_000 + index;
    const edge = () => 24 + randomInteger(random, 200);
    // One is longer than what an import holds back: its blocks become durable long before it is acknowledged.
    const length = index === longFilm ? 8 * filmBytes : randomInteger(random, filmBytes);
    const film = () => ['mp4', writeFilm(length, own)] as const;
    const [name, bytes] = [
      () => ['png', writePng(photograph(edge(), edge(), own))] as const,
      film,
      () => ['png', writePng(text(edge() * 2, edge() * 2, own), { colour: 'gray' })] as const,
      () => ['bmp', writeBmp(noise(edge(), edge(), own))] as const,
      film,
      () =>
        [
          'png',
          writePng(index % 2 === 0 ? alphaRamp(edge(), edge(), own) : gradient(300 + index, 200 + edge()), {
            colour: 'rgba',
          }),
        ] as const,
    ][index % 6]!();
    await writeFile(join(folder, `file-${String(index).padStart(3, '0')}.${name}`), bytes);
  }
}

/** @param filmBytes  of the largest films but one, which has eight times as many */
export async function prepareKills(
  server: CampaignServer,
  files: number,
  filmBytes: number,
  seed: number,
): Promise<KillSetting> {
  const folder = join(server.folder, 'files');
  const decoy = join(server.folder, 'decoy');
  await writeFiles(folder, files, filmBytes, seed);
  await mkdir(decoy);
  await writeFile(join(decoy, 'decoy.png'), writePng(noise(64, 64, seed + 77)));
  const hashes: Record<string, string> = {};
  for (const name of await readdir(folder))
    hashes[`chosen/${name}`] = createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex');
  const registered = await registeredProfile(server);
  const setting = { server, registered, files: folder, decoy, hashes };
  return { ...setting, importMs: await importUndisturbed(setting) };
}

async function importUndisturbed(setting: Omit<KillSetting, 'importMs'>): Promise<number> {
  const profile = await copyProfile(setting.server, setting.registered, 'undisturbed');
  const { tessera, page } = await launchCampaign(setting.server, profile);
  await page.evaluate(() => window.campaign.unlock());
  await chooseFolder(page, setting.files);
  const began = performance.now();
  await page.evaluate(async () => window.campaign.finished(await window.campaign.start()));
  const importMs = performance.now() - began;
  await tessera.closeBrowser();
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  return importMs;
}

/** @throws Error that names what was lost; the caller adds the seed */
export async function killRound(setting: KillSetting, kills: number, seed: number): Promise<RoundReport> {
  const random = seededRandom(seed);
  const profile = await copyProfile(setting.server, setting.registered, `round-${seed}`);
  const total = Object.keys(setting.hashes).length;
  const acknowledged: number[] = [];
  const kept = new Acknowledged();
  for (let kill = 0; kill < kills; kill++) {
    const browser = await launchCampaign(setting.server, profile);
    try {
      await reopen(browser, setting, kept);
      await chooseFolder(browser.page, setting.files);
      const left = setting.importMs * (1 - kept.names.size / total);
      const running = browser.page.evaluate(() => window.campaign.start()).catch(() => undefined);
      const isNear = random() < 0.5;
      await delay(random() * left * earlyShare);
      if (isNear) {
        await Promise.race([browser.acknowledged.grown(), delay(patienceMs)]);
        await delay(random() * nearMs);
      }
      await browser.tessera.killAll();
      await running;
    } catch (error) {
      await browser.tessera.killAll().catch(() => undefined);
      throw error;
    }
    kept.hear([...browser.acknowledged.names], browser.acknowledged.done);
    acknowledged.push(kept.names.size);
  }
  const browser = await launchCampaign(setting.server, profile);
  try {
    const report = await finishRound(browser, setting, kept);
    return { kills, acknowledged, ...report };
  } finally {
    await browser.tessera.closeBrowser();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Unlocks and demands everything back that was ever acknowledged. */
async function reopen({ page }: CampaignBrowser, setting: KillSetting, kept: Acknowledged): Promise<void> {
  await page.evaluate(() => window.campaign.unlock());
  const checked = await page.evaluate(() => window.campaign.check());
  checkKept(checked, setting, kept);
}

function checkKept(checked: Checked, setting: KillSetting, kept: Acknowledged): void {
  const { names, damaged, hashes } = checked;
  const lost = [...kept.names].filter((name) => !names.includes(name));
  if (lost.length > 0) throw new Error(`acknowledged, then lost: ${lost.join(', ')}`);
  if (names.length < kept.done) throw new Error(`${kept.done} were acknowledged, ${names.length} are there`);
  if (damaged.length > 0) throw new Error(`damaged: ${damaged.join(', ')}`);
  const exported = Object.keys(hashes);
  if (exported.length !== names.length) throw new Error(`${names.length} photos, but ${exported.length} exported`);
  const other = exported.filter((path) => hashes[path] !== setting.hashes[path]);
  if (other.length > 0) throw new Error(`exported with other bytes: ${other.join(', ')}`);
}

async function finishRound(
  browser: CampaignBrowser,
  setting: KillSetting,
  kept: Acknowledged,
): Promise<Pick<RoundReport, 'before' | 'after'>> {
  const { page } = browser;
  const total = Object.keys(setting.hashes).length;
  await reopen(browser, setting, kept);
  // Before the rest is chosen again: it would bring the very blocks that the kills left behind.
  const before = await page.evaluate(() => window.campaign.audit());
  await chooseFolder(page, setting.decoy);
  await page.evaluate(() => window.campaign.sweep());
  const after = await page.evaluate(() => window.campaign.audit());
  checkSwept(after, before.files);
  await chooseFolder(page, setting.files);
  const job = await page.evaluate(async () => window.campaign.finished(await window.campaign.start()));
  if (job.summary?.kind !== 'import') throw new Error(`the last import ended ${job.state} ${String(job.error)}`);
  const { imported, known, refused } = job.summary;
  if (imported + known !== total || refused.length > 0)
    throw new Error(`of ${total} files ${imported} imported, ${known} known, ${refused.length} refused`);
  const checked = await page.evaluate(() => window.campaign.check());
  if (checked.photos !== total) throw new Error(`${checked.photos} of ${total} photos after the last import`);
  kept.hear([], total);
  checkKept(checked, setting, kept);
  return { before, after };
}

/** A sweep leaves a pack alone while at most half of its bytes are dead (src/store/sweep-plan.ts). */
const keptDeadShare = 0.5;

function checkSwept({ missing, strayFiles, worstDeadShare, files }: Audit, total: number): void {
  if (files !== total) throw new Error(`${files} of ${total} files in the log after the sweep`);
  if (missing > 0) throw new Error(`${missing} blocks that recipes name are in no pack`);
  if (strayFiles > 0) throw new Error(`${strayFiles} pack files that no row names, after the sweep`);
  if (worstDeadShare > keptDeadShare) throw new Error(`a pack with ${worstDeadShare} dead bytes outlived the sweep`);
}

export function describeRound(seed: number, { kills, acknowledged, before, after }: RoundReport): string {
  const dead = ({ deadBytes, blockBytes }: Audit) =>
    `${(deadBytes / 1e6).toFixed(2)} of ${(blockBytes / 1e6).toFixed(1)} MB dead`;
  return (
    `round ${seed}: ${kills} kills at ${acknowledged.join(', ')} acknowledged; ` +
    `before the sweep ${dead(before)} in ${before.packs} packs, after it ${dead(after)} in ${after.packs}, ` +
    `worst pack ${(100 * after.worstDeadShare).toFixed(0)} %, ${after.batches} batches replayed`
  );
}
