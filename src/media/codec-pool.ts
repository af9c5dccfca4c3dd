// The Codec port over a pool of codec workers: deadlines from limits.ts, cancellation, and what a file gets that
// broke its worker (chunks instead of tiles, a tile without a picture instead of an error).
import { owned, type Bytes } from '../core/bytes.ts';
import { isVaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { Codec, Drawing, MediaInfo, Rendition } from '../core/ports.ts';
import type { BlockArea, BlockSink, BlockSource, Layout, Segmented } from '../core/segment/segmenter.ts';
import { callback } from '../rpc/connection.ts';
import { WorkerPool, type Lease } from '../rpc/worker-pool.ts';
import type { CodecWork } from './codec-work.ts';

export interface CodecPoolOptions {
  /** `() => new Worker(new URL('…/workers/codec.ts', import.meta.url), { type: 'module' })`, where the bundler sees it. */
  readonly spawn: () => Worker;
  /** Workers for imports and exports; viewing has one of its own, so that it never waits behind them. */
  readonly size: number;
}

const idleMs = 30_000;
const MiB = 1024 * 1024;

type PictureRecipe = Pick<Segmented, 'method' | 'frame' | 'blocks'>;

function segmentDeadline(bytes: number): number {
  return limits.segmentDeadlineMs + (bytes / MiB) * limits.segmentDeadlineMsPerMiB;
}

/** The file's own doing, not its reader's. */
function brokeItsWorker(error: unknown): boolean {
  return isVaultError(error, 'deadline') || isVaultError(error, 'worker-died');
}

/** A source as the worker may call it; waiting for a block is not the worker's time. */
function lent(lease: Lease<CodecWork>, source: BlockSource, deadlineMs: number): BlockSource {
  return callback(async (index: number): Promise<Bytes> => {
    lease.restart(undefined);
    const block = await source(index);
    lease.restart(deadlineMs);
    // Cloning a part of a buffer would clone all of it.
    return block.byteLength === block.buffer.byteLength ? block : owned(block);
  });
}

export class PooledCodec implements Codec {
  readonly #work: WorkerPool<CodecWork>;
  readonly #view: WorkerPool<CodecWork>;

  constructor({ spawn, size }: CodecPoolOptions) {
    this.#work = new WorkerPool({ spawn, size, idleMs });
    this.#view = new WorkerPool({ spawn, size: 1, idleMs });
  }

  close(): void {
    this.#work.close();
    this.#view.close();
  }

  hash(file: Blob, signal?: AbortSignal): Promise<Bytes> {
    return this.#work.run(({ api }) => api.hash(file), { signal });
  }

  sniff(file: Blob, name: string): Promise<MediaInfo> {
    return this.#work.run(({ api }) => api.sniff(file, name), { deadlineMs: limits.sniffDeadlineMs });
  }

  async segment(
    file: Blob,
    info: MediaInfo,
    layout: Layout,
    gear: Bytes,
    sink: BlockSink,
    signal?: AbortSignal,
  ): Promise<Segmented> {
    let emitted = false;
    const run = (deadlineMs: number, asChunks?: Segmented['fallback']): Promise<Segmented> =>
      this.#work.run(
        ({ api, restart }) => {
          const receive = callback(async (blocks: Parameters<BlockSink>[0]): Promise<void> => {
            // Emission begins after the proof: from here on it is the store that takes the time.
            emitted = true;
            restart(undefined);
            await sink(blocks);
          });
          return api.segment(file, info, layout, gear, receive, asChunks);
        },
        { deadlineMs, signal },
      );
    const deadlineMs = segmentDeadline(Math.min(file.size, limits.rasterFileBytes));
    try {
      return await run(deadlineMs);
    } catch (error) {
      // What was emitted already is counted; only a try that gave nothing may be repeated.
      if (emitted || !brokeItsWorker(error)) throw error;
      return run(deadlineMs, 'deadline');
    }
  }

  chunk(part: Bytes, gear: Bytes): Promise<Bytes[]> {
    return this.#work.run(({ api }) => api.chunk(owned(part), gear));
  }

  assemble(recipe: PictureRecipe & Pick<Segmented, 'size'>, source: BlockSource, signal?: AbortSignal): Promise<Bytes> {
    const deadlineMs = segmentDeadline(recipe.size);
    const { method, size, frame, blocks } = recipe;
    return this.#work.run(
      (lease) => lease.api.assemble({ method, size, frame, blocks }, lent(lease, source, deadlineMs)),
      {
        deadlineMs,
        signal,
      },
    );
  }

  async render(file: Blob, info: MediaInfo, signal?: AbortSignal): Promise<Rendition> {
    try {
      return await this.#work.run(({ api }) => api.render(file, info), { deadlineMs: limits.drawDeadlineMs, signal });
    } catch (error) {
      if (!brokeItsWorker(error)) throw error;
      return { drawn: 'kept', notices: ['cannot-draw'], width: info.width, height: info.height, decoder: 'none' };
    }
  }

  draw(file: Blob, info: Pick<MediaInfo, 'type' | 'orientation'>, signal?: AbortSignal): Promise<Drawing> {
    return this.#view.run(({ api }) => api.draw(file, info), { deadlineMs: limits.drawDeadlineMs, signal });
  }

  drawTiles(recipe: PictureRecipe, source: BlockSource, signal?: AbortSignal): Promise<Drawing | undefined> {
    const deadlineMs = limits.drawDeadlineMs;
    const { method, frame, blocks } = recipe;
    return this.#view.run((lease) => lease.api.drawTiles({ method, frame, blocks }, lent(lease, source, deadlineMs)), {
      deadlineMs,
      signal,
    });
  }

  areas({ method, frame, blocks }: PictureRecipe): Promise<BlockArea[] | undefined> {
    return this.#view.run(({ api }) => api.areas({ method, frame, blocks }), { deadlineMs: limits.sniffDeadlineMs });
  }

  withoutLocation(file: Blob, info: Pick<MediaInfo, 'type' | 'orientation'>): Promise<Bytes> {
    return this.#work.run(({ api }) => api.withoutLocation(file, info), { deadlineMs: limits.drawDeadlineMs });
  }
}
