// What a codec worker does: the Codec port, minus AbortSignals, which cannot cross threads (ending the worker
// cancels). One task at a time; the pool sees to deadlines (codec-pool.ts).
import decoderUrl from '@jsquash/webp/codec/dec/webp_dec.wasm?url';
import encoderUrl from '@jsquash/webp/codec/enc/webp_enc_simd.wasm?url';
import type { Bytes } from '../core/bytes.ts';
import { isVaultError, VaultError } from '../core/errors.ts';
import type { Drawing, MediaInfo, Rendition } from '../core/ports.ts';
import { chunk } from '../core/segment/chunks.ts';
import { assemblePicture, pictureAreas } from '../core/segment/segment.ts';
import {
  methods,
  type BlockArea,
  type BlockSink,
  type BlockSource,
  type Layout,
  type RasterCodec,
  type Segmented,
} from '../core/segment/segmenter.ts';
import { moving } from '../rpc/connection.ts';
import { draw } from './draw.ts';
import { drawTiles, readAhead } from './draw-raster.ts';
import { hashFile } from './hash-file.ts';
import { withoutLocation } from './remove-location.ts';
import { render } from './render.ts';
import { segmentFile } from './segment-file.ts';
import { sniff } from './sniff.ts';
import { createWebpCodec } from './webp-codec.ts';

type PictureRecipe = Pick<Segmented, 'method' | 'frame' | 'blocks'>;

async function fetchWasm(url: string): Promise<ArrayBuffer> {
  const response = await fetch(url);
  if (!response.ok)
    throw new VaultError('unsupported', 'the raster coder cannot be loaded', { status: response.status });
  return response.arrayBuffer();
}

export class CodecWork {
  #codec: Promise<RasterCodec> | undefined;

  hash(file: Blob): Promise<Bytes> {
    return hashFile(file);
  }

  sniff(file: Blob, name: string): Promise<MediaInfo> {
    return sniff(file, name);
  }

  segment(
    file: Blob,
    info: MediaInfo,
    layout: Layout,
    gear: Bytes,
    sink: BlockSink,
    asChunks?: Segmented['fallback'],
  ): Promise<Segmented> {
    const send: BlockSink = (blocks) =>
      sink(
        moving(
          blocks,
          blocks.map(({ bytes }) => bytes),
        ),
      );
    return segmentFile(file, info, layout, gear, send, () => this.#loadCodec(), asChunks);
  }

  chunk(part: Bytes, gear: Bytes): Bytes[] {
    const chunks = chunk(part, gear);
    return moving(chunks, chunks);
  }

  async assemble(recipe: PictureRecipe & Pick<Segmented, 'size'>, source: BlockSource): Promise<Bytes> {
    const file = await assemblePicture(recipe, readAhead(source, recipe.blocks), await this.#loadCodec());
    return moving(file, [file]);
  }

  async render(file: Blob, info: MediaInfo): Promise<Rendition> {
    const rendition = await render(file, info);
    const parts = [rendition.thumbnail, rendition.preview, rendition.blur];
    return moving(
      rendition,
      parts.filter((part) => part !== undefined),
    );
  }

  async draw(file: Blob, info: Pick<MediaInfo, 'type'>): Promise<Drawing> {
    try {
      const { bitmap, notices, decoder } = await draw(file, info.type);
      return moving({ bitmap, notices, decoder }, [bitmap]);
    } catch (error) {
      if (!isVaultError(error, 'limit')) throw error;
      throw new VaultError('cannot-draw', error.message, { notice: 'too-large' }, { cause: error });
    }
  }

  async drawTiles(recipe: PictureRecipe, source: BlockSource): Promise<Drawing | undefined> {
    const bitmap = await drawTiles(recipe, source, await this.#loadCodec());
    return bitmap && moving({ bitmap, notices: [], decoder: 'tiles' }, [bitmap]);
  }

  areas(recipe: PictureRecipe): BlockArea[] | undefined {
    return recipe.method === methods.chunks ? undefined : pictureAreas(recipe);
  }

  async withoutLocation(file: Blob, info: Pick<MediaInfo, 'type'>): Promise<Bytes> {
    const bytes = await withoutLocation(file, info.type);
    return moving(bytes, [bytes]);
  }

  #loadCodec(): Promise<RasterCodec> {
    this.#codec ??= createWebpCodec(async () => {
      const [encoder, decoder] = await Promise.all([fetchWasm(encoderUrl), fetchWasm(decoderUrl)]);
      return { encoder, decoder };
    });
    // A load that failed (offline before the first visit was complete) is tried again.
    this.#codec.catch(() => (this.#codec = undefined));
    return this.#codec;
  }
}
