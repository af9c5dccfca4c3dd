// A writer that freezes in the middle of an import, sleeps through another tab's taking over, and wakes (design §6):
// from then on it must change nothing. The debugger stops the vault worker wherever it is, locks and transactions in
// hand: DevTools' own page lifecycle freezes the page's thread only, and its workers would go on.
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, type CDPSession, type Page } from 'playwright/test';
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

/** The vault worker of a page, as a debugger holds it. */
class HeldWorker {
  private messages = 0;
  private paused: () => void = () => undefined;

  private constructor(
    private readonly page: Page,
    private readonly session: CDPSession,
    private readonly worker: string,
  ) {
    session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      const { method } = JSON.parse(message) as { readonly method?: string };
      if (sessionId === this.worker && method === 'Debugger.paused') this.paused();
    });
  }

  static async of(page: Page): Promise<HeldWorker> {
    const session = await page.context().newCDPSession(page);
    const attached = new Promise<string>((resolve) => {
      session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
        // The codec's workers stand still by themselves once nobody asks them.
        if (/\/vault-[^/]*$/.test(targetInfo.url)) resolve(sessionId);
      });
    });
    await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
    const held = new HeldWorker(page, session, await attached);
    await held.tell('Debugger.enable');
    return held;
  }

  /** Resolves once the worker stands still. */
  async freeze(): Promise<void> {
    const paused = new Promise<void>((resolve) => (this.paused = resolve));
    await this.tell('Debugger.pause');
    // It stops at its next step, and a worker that waits takes none until it is spoken to.
    await this.page.evaluate(() => void window.campaign.status());
    await paused;
  }

  thaw(): Promise<void> {
    return this.tell('Debugger.resume');
  }

  private async tell(method: string): Promise<void> {
    const message = JSON.stringify({ id: ++this.messages, method });
    await this.session.send('Target.sendMessageToTarget', { sessionId: this.worker, message });
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
    const worker = await HeldWorker.of(first);
    await chooseFolder(first, setting.files);
    const job = await first.evaluate(() => window.campaign.start());
    await delay(random() * setting.importMs * earlyShare);
    await worker.freeze();
    await quietDigest(second);

    await second.evaluate(() => window.campaign.writeHere());
    const atTakeOver = await second.evaluate(() => window.campaign.label('taken over'));
    if (atTakeOver > total) throw new Error('the import was over before it froze');
    const taken = await quietDigest(second);

    await worker.thaw();
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
