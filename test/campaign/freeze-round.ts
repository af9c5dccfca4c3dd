// A writer that freezes in the middle of an import, sleeps through another tab's taking over, and wakes (design §6):
// from then on it must change nothing. The debugger stops the vault worker wherever it is, locks and transactions in
// hand: DevTools' own page lifecycle freezes the page's thread only, and its workers would go on.
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, type BrowserContext, type Page } from 'playwright/test';
import { seededRandom } from '../support/pictures/random.ts';
import type { KillSetting } from './kill-rounds.ts';
import { chooseFolder, copyProfile, launchCampaign, openTab } from './vault-browser.ts';

/** Longer than anything the vault puts off: an acknowledgement (3 s), the catalog's pages (2 s). */
const quietMs = 3_500;
/** Chromium ends a transaction that its holder leaves alone for 60 s; until then others wait for it. */
const settleMs = 90_000;
/** Well before the import would end. */
const earlyShare = 0.5;

/** Any tab may write previews: they are named by what they show (src/store/idb-cache.ts). */
const anybodys: ReadonlySet<string> = new Set(['previews', 'previewUses']);

async function digest(page: Page): Promise<Record<string, string>> {
  const all = await page.evaluate(() => window.campaign.digest());
  return Object.fromEntries(Object.entries(all).filter(([name]) => !anybodys.has(name)));
}

/** The database's digest once nothing has changed it for a while. */
async function quietDigest(page: Page): Promise<Record<string, string>> {
  const deadline = Date.now() + settleMs;
  for (let last = await digest(page); Date.now() < deadline;) {
    await delay(quietMs);
    const next = await digest(page);
    if (JSON.stringify(next) === JSON.stringify(last)) return next;
    last = next;
  }
  throw new Error('somebody keeps writing');
}

/** The workers of a page, as a debugger holds them. */
class HeldWorkers {
  private readonly sessions: string[] = [];
  private paused = 0;
  private wake: (() => void) | undefined;
  private messages = 0;

  private constructor(private readonly session: Awaited<ReturnType<BrowserContext['newCDPSession']>>) {}

  static async of(context: BrowserContext, page: Page): Promise<HeldWorkers> {
    const session = await context.newCDPSession(page);
    const held = new HeldWorkers(session);
    session.on('Target.attachedToTarget', ({ sessionId }) => held.sessions.push(sessionId));
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      if ((JSON.parse(message) as { method?: string }).method !== 'Debugger.paused') return;
      held.paused++;
      held.wake?.();
    });
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    await expect.poll(() => held.sessions.length).toBeGreaterThan(0);
    await held.tell('Debugger.enable');
    return held;
  }

  /** Resolves once every worker of the page stands still. */
  async freeze(): Promise<void> {
    await this.tell('Debugger.pause');
    while (this.paused < this.sessions.length) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  thaw(): Promise<void> {
    return this.tell('Debugger.resume');
  }

  private async tell(method: string): Promise<void> {
    for (const sessionId of this.sessions) {
      const message = JSON.stringify({ id: ++this.messages, method });
      await this.session.send('Target.sendMessageToTarget', { sessionId, message });
    }
  }
}

/** @returns in words, what was seen */
export async function freezeRound(setting: KillSetting, seed: number): Promise<string> {
  const random = seededRandom(seed);
  const total = Object.keys(setting.hashes).length;
  const profile = await copyProfile(setting.server, setting.registered, `freeze-${seed}`);
  const { tessera, page: first } = await launchCampaign(setting.server, profile);
  try {
    await first.evaluate(() => window.campaign.unlock());
    const { page: second } = await openTab(tessera.context, setting.server.url);
    await second.evaluate(() => window.campaign.unlock());
    expect((await second.evaluate(() => window.campaign.status())).pen).toBe('elsewhere');

    await chooseFolder(first, setting.decoy);
    await first.evaluate(async () => window.campaign.finished(await window.campaign.start()));
    const workers = await HeldWorkers.of(tessera.context, first);
    await chooseFolder(first, setting.files);
    const job = await first.evaluate(() => window.campaign.start());
    await delay(random() * setting.importMs * earlyShare);
    await workers.freeze();
    await quietDigest(second);

    await second.evaluate(() => window.campaign.writeHere());
    const atTakeOver = await second.evaluate(() => window.campaign.label('taken over'));
    if (atTakeOver > total) throw new Error('the import was over before it froze');
    const taken = await quietDigest(second);

    await workers.thaw();
    const held = () => first.evaluate((id) => window.campaign.job(id), job);
    await expect.poll(async () => (await held())?.state, { timeout: settleMs }).toBe('paused');
    const reason = (await held())?.error;
    expect(['writer-lost', 'writer-elsewhere']).toContain(reason);
    expect(await quietDigest(second)).toEqual(taken);

    // The pen comes back, the import goes on, and both tabs' work is in one chain that replays.
    await first.evaluate(() => window.campaign.writeHere());
    const done = await first.evaluate((id) => window.campaign.finished(id), job);
    expect(done).toMatchObject({ state: 'done', summary: { refused: [] } });
    const audit = await first.evaluate(() => window.campaign.audit());
    expect(audit).toMatchObject({ files: total + 1, missing: 0, strayFiles: 0 });
    const checked = await first.evaluate(() => window.campaign.check());
    expect(checked).toMatchObject({ photos: total + 1, damaged: [], hashes: setting.hashes });
    expect(await first.evaluate(() => window.campaign.labels())).toEqual([{ label: 'taken over', count: atTakeOver }]);
    return (
      `freeze ${seed}: frozen with ${atTakeOver} of ${total + 1} acknowledged, woke to ${String(reason)}, ` +
      `${audit.batches} batches replayed, ${(audit.deadBytes / 1e6).toFixed(2)} MB dead`
    );
  } finally {
    await tessera.closeBrowser();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
