// Writes an RGB picture as PNG the way most programs do: a filter chosen per row, zlib at its usual level. A canvas can
// make PNG too, but its encoder differs from browser to browser and is not always one whose stream the tiles can
// rebuild bit for bit; the sample pictures are there to show tiles. PNG specification, third edition, §5, §9, §12.8.
import { Deflate } from 'pako';

/** Rows compressed between two turns of the page: about 15 ms. */
const rowsAtOnce = 48;
const bytesPerPixel = 3;

/** @param rgba  width × height × 4 samples; alpha is left out */
export async function writePng(rgba: Uint8ClampedArray, width: number, height: number): Promise<Blob> {
  const deflate = new Deflate({ level: 6 });
  const rows = new RowFilter(rgba, width);
  for (let y = 0; y < height; y += rowsAtOnce) {
    const end = Math.min(height, y + rowsAtOnce);
    deflate.push(rows.filtered(y, end), end === height);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  if (!(deflate.result instanceof Uint8Array)) throw new TypeError('pako gave no bytes');
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  // 8 bits, RGB, deflate, adaptive filters, not interlaced.
  head.set([8, 2, 0, 0, 0], 8);
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  const parts = [signature, chunk('IHDR', head), chunk('IDAT', deflate.result), chunk('IEND', new Uint8Array(0))];
  return new Blob(parts, { type: 'image/png' });
}

/** Turns rows into filtered scanlines, each with the filter whose bytes are smallest in sum. */
class RowFilter {
  readonly #rgba: Uint8ClampedArray;
  readonly #width: number;
  readonly #candidates: readonly Uint8Array[];
  #above: Uint8Array;
  #row: Uint8Array;

  constructor(rgba: Uint8ClampedArray, width: number) {
    const length = width * bytesPerPixel;
    this.#rgba = rgba;
    this.#width = width;
    this.#above = new Uint8Array(length);
    this.#row = new Uint8Array(length);
    this.#candidates = Array.from({ length: 5 }, () => new Uint8Array(length));
  }

  filtered(start: number, end: number): Uint8Array<ArrayBuffer> {
    const length = this.#width * bytesPerPixel;
    const out = new Uint8Array((end - start) * (1 + length));
    for (let y = start; y < end; y++) {
      this.#take(y);
      const [filter, bytes] = this.#best();
      out[(y - start) * (1 + length)] = filter;
      out.set(bytes, (y - start) * (1 + length) + 1);
      [this.#above, this.#row] = [this.#row, this.#above];
    }
    return out;
  }

  #take(y: number): void {
    let from = y * this.#width * 4;
    for (let to = 0; to < this.#row.length; from += 4) {
      this.#row[to++] = this.#rgba[from] ?? 0;
      this.#row[to++] = this.#rgba[from + 1] ?? 0;
      this.#row[to++] = this.#rgba[from + 2] ?? 0;
    }
  }

  #best(): [filter: number, bytes: Uint8Array] {
    const sums = [0, 0, 0, 0, 0];
    const [none, sub, up, average, paeth] = this.#candidates as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    for (let i = 0; i < this.#row.length; i++) {
      const value = this.#row[i] ?? 0;
      const left = i < bytesPerPixel ? 0 : (this.#row[i - bytesPerPixel] ?? 0);
      const above = this.#above[i] ?? 0;
      const corner = i < bytesPerPixel ? 0 : (this.#above[i - bytesPerPixel] ?? 0);
      none[i] = value;
      sub[i] = value - left;
      up[i] = value - above;
      average[i] = value - ((left + above) >> 1);
      paeth[i] = value - predict(left, above, corner);
      for (let filter = 0; filter < 5; filter++) {
        const byte = this.#candidates[filter]?.[i] ?? 0;
        sums[filter] = (sums[filter] ?? 0) + (byte < 128 ? byte : 256 - byte);
      }
    }
    const filter = sums.indexOf(Math.min(...sums));
    return [filter, this.#candidates[filter] ?? none];
  }
}

/** Paeth: the neighbour nearest to left + above − corner. */
function predict(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [l, a, c] = [Math.abs(estimate - left), Math.abs(estimate - above), Math.abs(estimate - corner)];
  return l <= a && l <= c ? left : a <= c ? above : corner;
}

function chunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
