// Node's end of the campaign: builds its page once, and drives the product's vault in a Chromium that may be killed at
// any moment. What the vault acknowledged is kept here, outside of the browser.
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright/test';
import { build } from 'vite';
import { serve, type Served } from '../../scripts/serve.mjs';
import { bundling } from '../../vite.config.ts';
import { launchTessera, type Tessera } from '../support/app.ts';

const pageFolder = fileURLToPath(new URL('.', import.meta.url));

export interface CampaignServer extends Served {
  /** Where its browsers' profiles and files lie; removed when it closes. */
  readonly folder: string;
}

/** Builds the campaign's page around the product's workers and serves it: one origin for every browser after it. */
export async function serveCampaign(): Promise<CampaignServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-campaign-'));
  const outDir = join(folder, 'page');
  await build({
    ...bundling,
    configFile: false,
    root: pageFolder,
    base: './',
    publicDir: false,
    logLevel: 'error',
    build: {
      target: 'es2022',
      outDir,
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 4_000,
      rolldownOptions: { input: join(pageFolder, 'vault.html') },
    },
  });
  const server = await serve({ folder: outDir });
  return {
    ...server,
    folder,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What the page has been told of an import, as far as Node has heard of it. */
export class Acknowledged {
  readonly names = new Set<string>();
  done = 0;
  private waiting: (() => void)[] = [];

  hear(names: readonly string[], done: number): void {
    const before = this.names.size;
    for (const name of names) this.names.add(name);
    this.done = Math.max(this.done, done);
    if (this.names.size > before) for (const wake of this.waiting.splice(0)) wake();
  }

  /** Resolves when the page next tells of more names. */
  grown(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

export interface CampaignTab {
  readonly page: Page;
  readonly acknowledged: Acknowledged;
}

/** Opens the campaign's page in a tab of its own. */
export async function openTab(context: BrowserContext, url: string, into?: Page): Promise<CampaignTab> {
  const page = into ?? (await context.newPage());
  const acknowledged = new Acknowledged();
  await page.exposeFunction('acknowledged', (names: readonly string[], done: number) => {
    acknowledged.hear(names, done);
  });
  await page.goto(`${url}vault.html`);
  await page.waitForFunction(() => 'campaign' in window);
  return { page, acknowledged };
}

export interface CampaignBrowser extends CampaignTab {
  readonly tessera: Tessera;
}

export async function launchCampaign(server: CampaignServer, profileDir: string): Promise<CampaignBrowser> {
  const tessera = await launchTessera({ server, profileDir, url: 'about:blank' });
  return { tessera, ...(await openTab(tessera.context, server.url, tessera.page)) };
}

/** A profile with a registered, empty vault, closed in good order: copied for each round. */
export async function registeredProfile(server: CampaignServer): Promise<string> {
  const profileDir = join(server.folder, 'registered');
  const { tessera, page } = await launchCampaign(server, profileDir);
  await page.evaluate(() => window.campaign.register());
  await tessera.closeBrowser();
  return profileDir;
}

export async function copyProfile(server: CampaignServer, from: string, name: string): Promise<string> {
  const to = join(server.folder, name);
  await cp(from, to, { recursive: true, filter: (path) => !/Singleton(Lock|Cookie|Socket)$/.test(path) });
  return to;
}

/** Puts every file of a folder into the page's input: real files of a disk, as a person's are. */
export async function chooseFolder(page: Page, folder: string): Promise<void> {
  const names = (await readdir(folder)).sort();
  await page.setInputFiles(
    '#files',
    names.map((name) => join(folder, name)),
  );
}
