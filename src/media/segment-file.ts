// A file → blocks, in the codec worker: pictures that core can take apart go whole through its segmenter, everything
// else streams through the chunker, hashed as emitted, with one batch in flight while the next is cut.
import { createSHA256 } from 'hash-wasm';
import { owned, type Bytes } from '../core/bytes.ts';
import { VaultError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import type { MediaInfo, MediaType } from '../core/ports.ts';
import { Chunker } from '../core/segment/chunks.ts';
import { isSegmentedAsPicture, segmentPicture } from '../core/segment/segment.ts';
import {
  kinds,
  methods,
  type BlockSink,
  type Layout,
  type PlainBlock,
  type RasterCodec,
  type Segmented,
} from '../core/segment/segmenter.ts';
import { readSlice } from './byte-source.ts';
import { sha256, slices } from './hash-file.ts';

/** A quarter of what may be in flight: one batch travels, one is sealed, one is cut. */
const batchBytes = limits.inFlightBytes / 4;

/** Sends blocks on in batches; at most one batch is under way while the next fills. */
class Batches {
  #batch: PlainBlock[] = [];
  #bytes = 0;
  #underWay: Promise<void> = Promise.resolve();
  blocks = 0;

  constructor(private readonly sink: BlockSink) {}

  async add(block: PlainBlock): Promise<void> {
    this.#batch.push(block);
    this.#bytes += block.bytes.length;
    if (++this.blocks > limits.blocksPerFile)
      throw new VaultError('limit', 'too many blocks', { limit: 'blocksPerFile' });
    if (this.#bytes >= batchBytes) await this.#send();
  }

  async end(): Promise<void> {
    if (this.#batch.length > 0) await this.#send();
    await this.#underWay;
  }

  async #send(): Promise<void> {
    await this.#underWay;
    this.#underWay = this.sink(this.#batch);
    // Its failure is seen at the next await above; until then it must not count as unhandled.
    this.#underWay.catch(() => undefined);
    this.#batch = [];
    this.#bytes = 0;
  }
}

async function segmentAsChunks(
  file: Blob,
  gear: Bytes,
  sink: BlockSink,
  fallback: Segmented['fallback'],
): Promise<Segmented> {
  const chunker = new Chunker(gear);
  const hash = await createSHA256();
  const batches = new Batches(sink);
  const emit = async (chunks: readonly Bytes[]): Promise<void> => {
    for (const bytes of chunks) {
      // Hashed here, not as read: what is proved is what was emitted.
      hash.update(bytes);
      await batches.add({ kind: kinds.chunks, bytes, inline: bytes.length < limits.inlineBlockBytes });
    }
  };
  for await (const slice of slices(file)) await emit(chunker.push(slice));
  await emit(chunker.end());
  await batches.end();
  return {
    method: methods.chunks,
    size: file.size,
    sha256: owned(hash.digest('binary')),
    frame: new Uint8Array(0),
    blocks: batches.blocks,
    ...(fallback !== undefined && { fallback }),
  };
}

/** On any difference or error the file takes the last row of design §3: the bytes are kept whatever they are. */
async function cutPicture(
  bytes: Bytes,
  type: MediaType,
  layout: Layout,
  codec: RasterCodec,
): Promise<Awaited<ReturnType<typeof segmentPicture>>> {
  try {
    return await segmentPicture(bytes, type, layout, codec, sha256);
  } catch {
    return { fallback: 'broken' };
  }
}

/**
 * Cuts a file into blocks.
 *
 * @param asChunks  set where an earlier try as a picture failed from outside: its deadline or its worker's death
 * @throws VaultError file-empty, file-changed, file-unreadable, limit, and whatever the sink throws
 */
export async function segmentFile(
  file: Blob,
  info: Pick<MediaInfo, 'type'>,
  layout: Layout,
  gear: Bytes,
  sink: BlockSink,
  loadCodec: () => Promise<RasterCodec>,
  asChunks?: Segmented['fallback'],
): Promise<Segmented> {
  if (asChunks !== undefined || !isSegmentedAsPicture(info.type)) return segmentAsChunks(file, gear, sink, asChunks);
  if (file.size > limits.rasterFileBytes) return segmentAsChunks(file, gear, sink, 'too-large');
  const bytes = await readSlice(file, 0, file.size);
  if (bytes.length !== file.size) throw new VaultError('file-changed', 'the file became shorter');
  const picture = await cutPicture(bytes, info.type, layout, await loadCodec());
  if ('fallback' in picture) return segmentAsChunks(file, gear, sink, picture.fallback);
  const batches = new Batches(sink);
  for (const block of picture.blocks) await batches.add(block);
  await batches.end();
  return picture.segmented;
}
