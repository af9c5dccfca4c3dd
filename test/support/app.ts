// Starts the built app as a person would have it: a static server of its own and a Chromium with a persistent profile.
// For e2e and screens; e2e tests usually want the fixture: `import { test, expect } from '../support/app.ts'`.
//
//   test('survives a reload', async ({ tessera: { page, problems } }) => { … expect(problems).toEqual([]) });
//
// A vault belongs to an origin, so whoever starts again on the same profile keeps the server: `tessera.relaunch()`.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, test as base, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright/test';
import { chromiumFlags, requireChromium } from '../../scripts/chromium.mjs';
import { serve, type Served } from '../../scripts/serve.mjs';
import { killProcessTree } from './process-tree.ts';

export { expect } from 'playwright/test';

export const distFolder = fileURLToPath(new URL('../../dist', import.meta.url));

/** To fetch some megabytes of shell from this machine, while other tests use its cores. */
const shellTimeoutMs = 30_000;

export interface LaunchOptions {
  /** Kept afterwards; without it a fresh one is made and removed at the end. */
  readonly profileDir?: string;
  /** One that runs already, e.g. of an earlier launch; otherwise one is started on a free port. */
  readonly server?: Served;
  /** What to serve; dist/ unless told. */
  readonly folder?: string;
  /** E.g. "/some/where/": the app must run under any sub-path. */
  readonly basePath?: string;
  /** The signalling server too, as `npm start` has it. */
  readonly signalling?: boolean;
  /** More flags for Chromium. */
  readonly args?: readonly string[];
  /** Where the first page goes; the app's address unless told. */
  readonly url?: string;
  /** Viewport, colour scheme, locale and the like. */
  readonly context?: BrowserContextOptions;
}

export interface Tessera {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly server: Served;
  /** The app's address, with its trailing slash. */
  readonly url: string;
  readonly profileDir: string;
  /** Uncaught errors and console errors of every page, among them breaches of the content security policy. */
  readonly problems: string[];
  /** Ends every process of the browser at once, as a power cut would; server and profile stay. */
  killAll(): Promise<void>;
  /** The same profile and server in a new browser; end the present one first, either way. */
  relaunch(): Promise<Tessera>;
  /** Ends the browser in good order; server and profile stay. */
  closeBrowser(): Promise<void>;
  /** Ends browser and server, and removes the profile if it was made here. */
  close(): Promise<void>;
}

/** Collects what went wrong in any page of the context, in words. */
function watch(context: BrowserContext): string[] {
  const problems: string[] = [];
  context.on('weberror', (error) => problems.push(error.error().stack ?? error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return problems;
}

async function browserProcess(context: BrowserContext): Promise<number> {
  const session = await context.browser()?.newBrowserCDPSession();
  if (!session) throw new Error('This browser does not tell its processes.');
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const browser = processInfo.find(({ type }) => type === 'browser');
  if (!browser) throw new Error('This browser does not tell its own process.');
  return browser.id;
}

export async function launchTessera(options: LaunchOptions = {}): Promise<Tessera> {
  const { basePath = '/', signalling = false, folder = distFolder } = options;
  const server = options.server ?? (await serve({ folder, basePath, signalling }));
  const profileDir = options.profileDir ?? (await mkdtemp(join(tmpdir(), 'tessera-profile-')));
  const context = await chromium.launchPersistentContext(profileDir, {
    executablePath: requireChromium(),
    args: [...chromiumFlags, ...(options.args ?? [])],
    viewport: { width: 1280, height: 800 },
    acceptDownloads: true,
    ...options.context,
  });
  const problems = watch(context);
  const pid = await browserProcess(context);
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(options.url ?? server.url);

  const closeBrowser = () => context.close();
  return {
    context,
    page,
    server,
    url: server.url,
    profileDir,
    problems,
    killAll: () => killProcessTree(pid),
    relaunch: () => launchTessera({ ...options, profileDir, server }),
    closeBrowser,
    close: async () => {
      await closeBrowser();
      await server.close();
      if (options.profileDir === undefined) await rm(profileDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Bytes this origin may use from now on; without a number, what the browser would give again. */
export async function setQuota(page: Page, bytes?: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await session.send('Storage.overrideQuotaForOrigin', {
    origin,
    ...(bytes === undefined ? {} : { quotaSize: bytes }),
  });
}

/** Resolves when the service worker has the whole shell and controls the page: from here on the network may go. */
export async function waitForOffline(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated', undefined, {
    timeout: shellTimeoutMs,
  });
}

/** `tessera`: a fresh profile on its own server, ended afterwards. Options: `test.use({ launch: { … } })`. */
export const test = base.extend<{ launch: LaunchOptions; tessera: Tessera }>({
  launch: [{}, { option: true }],
  tessera: async ({ launch }, use) => {
    const tessera = await launchTessera(launch);
    await use(tessera);
    await tessera.close();
  },
});
