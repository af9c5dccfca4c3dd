// PNG taken apart and put together (design §3). IDAT becomes samples, filter bytes and zlib's settings; every
// other byte of the file stands in the frame as it is. PNG third edition; FORMAT.md, "PNG frame".
import { concat, equalBytes, type Bytes } from '../../bytes.ts';
import { VaultError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { ByteReader, string, u32, u32s } from './byte-reader.ts';
import { decodeDeflateRecipe, encodeDeflateRecipe, findDeflate, runDeflate, type DeflateRecipe } from './deflate.ts';
import { containers, encodeFrame, type Frame } from './frame.ts';
import { inflateExactly } from './inflate.ts';
import type { Assembly, FallbackReason, TakenApart } from './picture.ts';
import { crc32, pngChunks, pngSignature, type PngChunk } from './png-chunks.ts';
import {
  filter,
  filtersOf,
  passesOf,
  rasterForRows,
  rasterFromRows,
  setFilters,
  unfilter,
  type PngHeader,
} from './png-rows.ts';
import type { Channels } from './tiles.ts';

const channelsOf: Partial<Record<number, Channels>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const depthsOf: Partial<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8],
  2: [8],
  3: [1, 2, 4, 8],
  4: [8],
  6: [8],
};

/** @returns the header of a PNG that can be tiled, or why it cannot */
export function parseHeader(ihdr: Uint8Array): PngHeader | FallbackReason {
  if (ihdr.length !== 13) return 'broken';
  const view = new DataView(ihdr.buffer, ihdr.byteOffset, ihdr.length);
  const [depth, colourType, compression, filtering, interlace] = ihdr.subarray(8) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const channels = channelsOf[colourType];
  if (width < 1 || height < 1 || channels === undefined || compression !== 0 || filtering !== 0 || interlace > 1)
    return 'broken';
  if (!depthsOf[colourType]?.includes(depth)) return depth === 16 ? 'coding' : 'broken';
  if (width * height > limits.rasterPixels) return 'too-large';
  return { width, height, depth, colourType, interlaced: interlace === 1, channels };
}

/** Equal lengths in a row are written once: (length, count) pairs. */
function runsOf(chunks: readonly PngChunk[]): number[] {
  const runs: number[] = [];
  for (const { data } of chunks) {
    if (runs.length > 0 && runs[runs.length - 2] === data.length) runs[runs.length - 1]!++;
    else runs.push(data.length, 1);
  }
  return runs;
}

/** @returns the picture, or why this PNG stays whole */
export function takeApartPng(file: Bytes): TakenApart | FallbackReason {
  const chunks = pngChunks(file);
  if (!chunks) return 'broken';
  const header = parseHeader((chunks[0] as PngChunk).data);
  if (typeof header === 'string') return header;
  const first = chunks.findIndex((chunk) => chunk.type === 'IDAT');
  const after = chunks.findIndex((chunk, i) => i > first && chunk.type !== 'IDAT');
  if (first < 0 || after < 0 || chunks.slice(after).some((chunk) => chunk.type === 'IDAT')) return 'broken';
  const idats = chunks.slice(first, after);

  const stream = concat(...idats.map((chunk) => chunk.data));
  const rows = inflateExactly(stream, passesOf(header).bytes, false);
  if (!rows) return 'broken';
  const deflate = findDeflate(rows, stream, false);
  if (!deflate) return 'not-reproducible';
  const filters = filtersOf(header, rows);
  if (!unfilter(header, rows)) return 'broken';
  const raster = rasterFromRows(header, rows);
  if (!raster) return 'not-reproducible';

  const frameWith = (recipe: DeflateRecipe) =>
    encodeFrame({
      container: containers.png,
      fileBytes: file.length,
      rasters: [raster],
      body: concat(
        string(file.subarray(0, (chunks[first] as PngChunk).offset)),
        string(file.subarray((chunks[after] as PngChunk).offset)),
        encodeDeflateRecipe(recipe),
        string(u32s(runsOf(idats))),
        filters,
      ),
    });
  const retry = () => {
    const again = rows.slice();
    filter(header, again);
    const recipe = findDeflate(again, stream, true);
    return recipe && frameWith(recipe);
  };
  return { rasters: [raster], frame: frameWith(deflate), retry };
}

interface PngBody {
  readonly header: PngHeader;
  /** The file up to the first IDAT, and from behind the last one. */
  readonly before: Uint8Array;
  readonly behind: Uint8Array;
  readonly deflate: DeflateRecipe;
  /** (length, count) pairs. */
  readonly idatRuns: readonly number[];
  readonly filters: Uint8Array;
}

/** @throws VaultError `format` where the body is not what its header and rasters say */
export function readPngBody(frame: Frame): PngBody {
  const reader = new ByteReader(frame.body);
  const before = reader.string();
  const behind = reader.string();
  const deflate = decodeDeflateRecipe(reader);
  const runs = new ByteReader(reader.string());
  const idatRuns: number[] = [];
  while (!runs.done()) idatRuns.push(runs.u32());
  if (before.length < 33 || !equalBytes(before.subarray(0, 8), pngSignature))
    throw new VaultError('format', 'frame without a PNG header');
  const header = parseHeader(before.subarray(16, 29));
  const shape = frame.rasters[0];
  if (
    typeof header === 'string' ||
    frame.rasters.length !== 1 ||
    header.width !== shape?.width ||
    header.height !== shape.height ||
    header.channels !== shape.channels
  ) {
    throw new VaultError('format', 'PNG header and raster differ');
  }
  const filters = reader.take(passesOf(header).rows);
  reader.end();
  if (filters.some((kind) => kind > 4)) throw new VaultError('format', 'unknown row filter');
  return { header, before, behind, deflate, idatRuns, filters };
}

/** Checks that the IDAT chunks fill exactly what the file leaves for them, before anything is made of them. */
function idatLengths(body: PngBody, fileBytes: number): number[] {
  const lengths: number[] = [];
  let left = fileBytes - body.before.length - body.behind.length;
  for (let i = 0; i + 1 < body.idatRuns.length; i += 2) {
    const length = body.idatRuns[i] as number;
    const count = body.idatRuns[i + 1] as number;
    left -= (length + 12) * count;
    if (left < 0 || lengths.length + count > limits.pngChunks)
      throw new VaultError('format', 'IDAT chunks pass the file', { i });
    for (let k = 0; k < count; k++) lengths.push(length);
  }
  if (left !== 0 || body.idatRuns.length % 2 !== 0)
    throw new VaultError('format', 'IDAT chunks do not fill the file', { left });
  return lengths;
}

/** @throws VaultError `format` for a frame that is no PNG's */
export function beginPng(frame: Frame): Assembly {
  const body = readPngBody(frame);
  const lengths = idatLengths(body, frame.fileBytes);
  const rows = new Uint8Array(passesOf(body.header).bytes);
  setFilters(body.header, rows, body.filters);
  const { raster, finish } = rasterForRows(body.header, rows);
  return {
    rasters: [raster],
    finish() {
      finish();
      filter(body.header, rows);
      const stream = runDeflate(body.deflate, rows);
      const total = lengths.reduce((sum, length) => sum + length, 0);
      if (stream.length !== total)
        throw new VaultError('format', 'deflate stream is not as long as its chunks', { total });
      const parts: Uint8Array[] = [body.before];
      let at = 0;
      for (const length of lengths) {
        const chunk = concat(idatName, stream.subarray(at, at + length));
        parts.push(u32(length), chunk, u32(crc32(chunk)));
        at += length;
      }
      return concat(...parts, body.behind);
    },
  };
}

const idatName = Uint8Array.of(0x49, 0x44, 0x41, 0x54);
