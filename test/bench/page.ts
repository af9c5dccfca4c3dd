// The bench's page: drives the product's vault worker as the app's page does, with a clock in hand. The script
// (scripts/bench.mjs) calls `window.bench` and makes figures of what it returns. Times are ms.
import { callback, Connection } from '../../src/rpc/connection.ts';
import type { FileId, JobId } from '../../src/core/ids.ts';
import type { ImportSummary, OpenStage, SafetyReport } from '../../src/vault/api.ts';
import { cleanOrigin, VaultTab } from '../support/vault-tab.ts';
import { benchPasskey } from './bench-passkey.ts';
import { smallPhoto, type LargeType } from './bench-pictures.ts';
import type { BenchWork } from './bench-worker.ts';
import type { SealingSpeed } from './sealing-speed.ts';

export interface ImportTimes {
  readonly ms: number;
  readonly bytes: number;
  readonly pixels: number;
  readonly imported: number;
  readonly refused: number;
}
export interface OpenTimes {
  readonly first: readonly number[];
  readonly verified: readonly number[];
  readonly plain: readonly number[];
}
export interface GridTimes {
  readonly opened: number;
  readonly queried: number;
  readonly usable: number;
  /** The same thumbnails decoded alone, from memory. */
  readonly decoded: number;
}

const firstScreen = 48;

class BenchPage {
  private files = new Map<string, File>();
  private tab: VaultTab | undefined;
  private work: Connection<BenchWork> | undefined;

  private get vault(): VaultTab {
    if (!this.tab) throw new Error('no vault was begun');
    return this.tab;
  }

  private get worker(): Connection<BenchWork> {
    this.work ??= new Connection<BenchWork>(
      new Worker(new URL('./bench-worker.ts', import.meta.url), { type: 'module', name: 'bench' }),
    );
    return this.work;
  }

  // — Files. —

  /** Takes what the input holds, in place of all files so far. @returns names, made different where they are not */
  takeFiles(): { readonly name: string; readonly bytes: number }[] {
    this.files.clear();
    for (const file of document.querySelector('input')?.files ?? [])
      this.files.set(this.files.has(file.name) ? `${this.files.size}-${file.name}` : file.name, file);
    return [...this.files].map(([name, { size }]) => ({ name, bytes: size }));
  }

  async draw(type: LargeType, width: number, height: number, seed: number): Promise<string> {
    const file = await this.worker.api.picture(type, width, height, seed);
    this.files.set(file.name, file);
    return file.name;
  }

  async drawSmall(from: number, until: number): Promise<string[]> {
    const names: string[] = [];
    for (let seed = from; seed < until; seed++) {
      const file = await smallPhoto(seed);
      this.files.set(file.name, file);
      names.push(file.name);
    }
    return names;
  }

  forget(names: readonly string[]): void {
    for (const name of names) this.files.delete(name);
  }

  private file(name: string): File {
    const file = this.files.get(name);
    if (!file) throw new Error(`no file ${name}`);
    return file;
  }

  // — The vault. —

  async beginVault(): Promise<void> {
    this.tab?.close();
    await cleanOrigin();
    this.tab = new VaultTab();
    await this.tab.register();
    const { prf, ...passkey } = benchPasskey;
    await this.tab.api.addPasskey(passkey, prf());
  }

  endVault(): void {
    this.tab?.close();
    this.tab = undefined;
  }

  async import(names: readonly string[]): Promise<ImportTimes> {
    const { vault } = this;
    const files = names.map((name) => ({ file: this.file(name), path: name }));
    const start = performance.now();
    const job = await vault.import(files);
    const ms = performance.now() - start;
    const summary = job.summary as ImportSummary | undefined;
    if (job.state !== 'done' || !summary) throw new Error(`import ended as ${job.state} (${job.error})`);
    const view = await vault.api.query({ sort: 'name', descending: false, group: 'none' });
    const rows = await vault.api.rows(view.query, 0, view.count);
    const brought = new Set(summary.photos);
    const pixels = rows.reduce((sum, row) => sum + (brought.has(row.id) ? row.width * row.height : 0), 0);
    vault.events.length = 0;
    return { ms, bytes: summary.originalBytes, pixels, imported: summary.imported, refused: summary.refused.length };
  }

  /** The same files decoded by the browser, one after another. */
  async decode(names: readonly string[]): Promise<{ ms: number; pixels: number }> {
    let pixels = 0;
    const start = performance.now();
    for (const name of names) {
      const bitmap = await createImageBitmap(this.file(name));
      pixels += bitmap.width * bitmap.height;
      bitmap.close();
    }
    return { ms: performance.now() - start, pixels };
  }

  safety(): Promise<SafetyReport> {
    return this.vault.api.safety();
  }

  /** Opens one photo again and again, a plain decode of the same file in between. */
  async open(name: string, runs: number): Promise<OpenTimes> {
    const { vault } = this;
    const view = await vault.api.query({ text: name, sort: 'name', descending: false, group: 'none' });
    const [id] = await vault.api.ids(view.query, 0, 1);
    if (id === undefined) throw new Error(`${name} was not imported`);
    const times = { first: [] as number[], verified: [] as number[], plain: [] as number[] };
    for (let run = 0; run <= runs; run++) {
      const plain = await this.decode([name]);
      const { first, verified } = await this.openOnce(id);
      // The first run starts workers and loads code.
      if (run === 0) continue;
      times.plain.push(plain.ms);
      times.first.push(first);
      times.verified.push(verified);
    }
    return times;
  }

  private async openOnce(id: FileId): Promise<{ first: number; verified: number }> {
    const start = performance.now();
    let first: Promise<number> | undefined;
    let verified = 0;
    const decodedAt = async (webp: Uint8Array<ArrayBuffer>): Promise<number> => {
      (await createImageBitmap(new Blob([webp]))).close();
      return performance.now() - start;
    };
    await this.vault.api.open(
      id,
      crypto.randomUUID() as JobId,
      callback((stage: OpenStage) => {
        if (stage.stage === 'preview-checked') first = decodedAt(stage.webp as Uint8Array<ArrayBuffer>);
        if (stage.stage !== 'original-verified') return;
        verified = performance.now() - start;
        stage.bitmap.close();
      }),
    );
    if (!first || verified === 0) throw new Error('a stage is missing');
    return { first: await first, verified };
  }

  // — The library at scale. —

  async seed(photos: number, distinctThumbnails: number): Promise<void> {
    await this.worker.api.seed(photos, distinctThumbnails);
  }

  /** On a page that was just loaded: from the keys to a first screen of decoded thumbnails. */
  async firstScreen(): Promise<GridTimes> {
    const tab = new VaultTab();
    this.tab = tab;
    await tab.listen();
    const start = performance.now();
    await tab.api.unlockWithPasskey(benchPasskey.credential, benchPasskey.prf());
    const opened = performance.now() - start;
    const view = await tab.api.query({ sort: 'taken', descending: true, group: 'day' });
    const rows = await tab.api.rows(view.query, 0, firstScreen);
    const queried = performance.now() - start;
    const thumbnails = await tab.api.thumbnails(rows.map(({ id }) => id));
    const pictures = thumbnails.map((bytes) => {
      if (!bytes) throw new Error('a thumbnail is missing');
      return new Blob([bytes]);
    });
    const decodeAll = () => Promise.all(pictures.map(async (one) => (await createImageBitmap(one)).close()));
    await decodeAll();
    const usable = performance.now() - start;
    const again = performance.now();
    await decodeAll();
    return { opened, queried, usable, decoded: performance.now() - again };
  }

  sealingSpeed(blockBytes: number, totalBytes: number, rounds: number): Promise<SealingSpeed> {
    return this.worker.api.sealingSpeed(blockBytes, totalBytes, rounds);
  }
}

declare global {
  interface Window {
    bench: BenchPage;
  }
}

window.bench = new BenchPage();
