// Reads the markers of a JPEG file (ITU-T T.81 §B): strict, bounded, and the same for a file and for the skeleton
// that a frame keeps of it, where the scans' coded data is missing. Whoever visits says where a scan ends.
import { VaultError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import type { HuffmanCode } from './huffman.ts';
import { shapeOf, type JpegComponent, type JpegShape, type Sampling } from './shape.ts';

/** One scan, with the tables in force where it begins. */
export interface Scan {
  readonly components: readonly ScanComponent[];
  /** Spectral selection, and successive approximation from bit `high` (0: first pass) down to bit `low`. */
  readonly from: number;
  readonly to: number;
  readonly high: number;
  readonly low: number;
  /** MCUs between restart markers, 0 for none. */
  readonly restartInterval: number;
}

export interface ScanComponent {
  readonly component: JpegComponent;
  readonly dc: HuffmanCode | undefined;
  readonly ac: HuffmanCode | undefined;
}

export interface JpegVisitor {
  /** Once, before the first scan. */
  begin(shape: JpegShape): void;
  /** @returns where the coded data that begins at `at` ends */
  scan(scan: Scan, at: number): number;
}

export interface JpegStructure {
  readonly shape: JpegShape;
  /** Per component, 64 steps in zigzag order, as in force at its first scan. */
  readonly quantisers: readonly Uint16Array[];
}

const markers = { soi: 0xd8, eoi: 0xd9, sos: 0xda, dqt: 0xdb, dnl: 0xdc, dri: 0xdd, dhp: 0xde, exp: 0xdf, dht: 0xc4 };

function broken(message: string, at: number): VaultError {
  return new VaultError('format', `JPEG: ${message}`, { at });
}

/**
 * @returns where the next `FF xx` with xx neither 00 nor FF begins; bytes before it are fill bytes or strays
 */
export function nextMarker(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1];
    if (code !== undefined && code !== 0x00 && code !== 0xff) return at;
  }
  return undefined;
}

/** True for markers without a length: TEM and RSTn. */
function standsAlone(code: number): boolean {
  return code === 0x01 || (code >= 0xd0 && code <= 0xd7);
}

/**
 * Reads everything up to EOI; what lies behind is nobody's business here.
 *
 * @throws VaultError `format` (broken), `unsupported` (arithmetic, 12 bit, lossless, hierarchical, DNL), `limit`
 */
export function readStructure(bytes: Uint8Array, visitor: JpegVisitor): JpegStructure {
  return new StructureReader(bytes, visitor).read();
}

class StructureReader {
  readonly #bytes: Uint8Array;
  readonly #visitor: JpegVisitor;
  readonly #dc: (HuffmanCode | undefined)[] = [];
  readonly #ac: (HuffmanCode | undefined)[] = [];
  readonly #quantisers: (Uint16Array | undefined)[] = [];
  /** By component, filled at its first scan. */
  readonly #inForce: (Uint16Array | undefined)[] = [];
  #shape: JpegShape | undefined;
  /** Per component and coefficient the lowest bit that was sent, 255 for none: no bit may come twice. */
  #sent: Uint8Array[] = [];
  #restartInterval = 0;
  #scans = 0;
  #segments = 0;

  constructor(bytes: Uint8Array, visitor: JpegVisitor) {
    this.#bytes = bytes;
    this.#visitor = visitor;
  }

  read(): JpegStructure {
    const bytes = this.#bytes;
    if (bytes[0] !== 0xff || bytes[1] !== markers.soi) throw broken('no SOI', 0);
    for (let at: number | undefined = 2; ;) {
      at = nextMarker(bytes, at);
      if (at === undefined) throw broken('ends without EOI', bytes.length);
      const code = bytes[at + 1] as number;
      if (code === markers.eoi) break;
      if (code === markers.soi) throw broken('second SOI', at);
      if (++this.#segments > limits.jpegSegments) throw new VaultError('limit', 'jpegSegments', { at });
      at = standsAlone(code) ? at + 2 : this.#segment(code, at + 2);
    }
    const quantisers = this.#inForce.filter((table) => table !== undefined);
    if (
      !this.#shape ||
      quantisers.length !== this.#shape.components.length ||
      !this.#sent.every((sent) => sent[0] !== 255)
    )
      throw broken('not all components were sent', bytes.length);
    return { shape: this.#shape, quantisers };
  }

  /** @returns where reading goes on: behind the segment, or behind the scan that it opens */
  #segment(code: number, at: number): number {
    const bytes = this.#bytes;
    if (at + 2 > bytes.length) throw broken('segment without length', at);
    const end = at + (((bytes[at] as number) << 8) | (bytes[at + 1] as number));
    if (end < at + 2 || end > bytes.length) throw broken('segment leaves the file', at);
    const body = bytes.subarray(at + 2, end);
    if (code === markers.dht) this.#huffman(body, at);
    else if (code === markers.dqt) this.#quantisation(body, at);
    else if (code === markers.dri) {
      if (body.length !== 2) throw broken('DRI of wrong length', at);
      this.#restartInterval = ((body[0] as number) << 8) | (body[1] as number);
    } else if (code >= 0xc0 && code <= 0xc2) this.#frame(code, body, at);
    else if (code === markers.sos) return this.#visitor.scan(this.#scan(body, at), end);
    else if ((code >= 0xc3 && code <= 0xcf) || code === markers.dnl || code === markers.dhp || code === markers.exp)
      throw new VaultError('unsupported', 'JPEG: a process we do not read', { code });
    return end;
  }

  #frame(code: number, body: Uint8Array, at: number): void {
    if (this.#shape) throw broken('second frame', at);
    const count = body[5] ?? 0;
    if (count < 1 || count > 4 || body.length !== 6 + 3 * count) throw broken('not a frame header', at);
    if (body[0] !== 8) throw new VaultError('unsupported', 'JPEG: samples of other than 8 bits', { at });
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    const height = view.getUint16(1);
    const width = view.getUint16(3);
    if (height === 0) throw new VaultError('unsupported', 'JPEG: height comes later', { at });
    if (width === 0) throw broken('no width', at);
    const samplings: Sampling[] = [];
    for (let i = 6; i < body.length; i += 3) {
      const [id, factors, quantiser] = body.subarray(i, i + 3) as Uint8Array & [number, number, number];
      const h = factors >> 4;
      const v = factors & 15;
      if (h < 1 || h > 4 || v < 1 || v > 4 || quantiser > 3) throw broken('not a component', at);
      if (samplings.some((other) => other.id === id)) throw broken('two components of one name', at);
      samplings.push({ id, h, v, quantiser });
    }
    this.#shape = shapeOf(width, height, code === 0xc2, samplings);
    this.#sent = samplings.map(() => new Uint8Array(64).fill(255));
    this.#visitor.begin(this.#shape);
  }

  #scan(body: Uint8Array, at: number): Scan {
    const shape = this.#shape;
    if (!shape) throw broken('scan before its frame', at);
    if (++this.#scans > limits.jpegScans) throw new VaultError('limit', 'jpegScans', { at });
    const count = body[0] ?? 0;
    if (count < 1 || count > 4 || body.length !== 4 + 2 * count) throw broken('not a scan header', at);
    const components: ScanComponent[] = [];
    const indexes: number[] = [];
    for (let i = 1; i <= 2 * count; i += 2) {
      const index = shape.components.findIndex(({ id }) => id === body[i]);
      const component = shape.components[index];
      if (!component || (indexes.length > 0 && index <= (indexes.at(-1) as number)))
        throw broken('scan of no such components', at);
      const tables = body[i + 1] as number;
      components.push({ component, dc: this.#dc[tables >> 4], ac: this.#ac[tables & 15] });
      indexes.push(index);
      const quantiser = this.#inForce[index] ?? this.#quantisers[component.quantiser];
      if (!quantiser) throw broken('no quantisation table', at);
      this.#inForce[index] = quantiser;
    }
    if (count > 1 && components.reduce((sum, { component: { h, v } }) => sum + h * v, 0) > 10)
      throw broken('MCU of more than ten blocks', at);
    const [from, to, approximation] = body.subarray(body.length - 3) as Uint8Array & [number, number, number];
    const selection = shape.progressive
      ? { from, to, high: approximation >> 4, low: approximation & 15 }
      : { from: 0, to: 63, high: 0, low: 0 };
    this.#send(indexes, selection, shape.progressive, at);
    return { components, ...selection, restartInterval: this.#restartInterval };
  }

  /** Each bit of each coefficient may be sent once, from the top: only then do final coefficients make the scans. */
  #send(
    indexes: readonly number[],
    scan: Pick<Scan, 'from' | 'to' | 'high' | 'low'>,
    progressive: boolean,
    at: number,
  ) {
    const { from, to, high, low } = scan;
    if (to > 63 || from > to || low > 13 || (high > 0 && high !== low + 1)) throw broken('not a scan', at);
    if (progressive && (from === 0 ? to !== 0 : indexes.length !== 1)) throw broken('not a progressive scan', at);
    for (const index of indexes) {
      const sent = this.#sent[index] as Uint8Array;
      for (let k = from; k <= to; k++) {
        if (sent[k] !== (high === 0 ? 255 : high)) throw broken('bits sent twice or out of order', at);
        sent[k] = low;
      }
    }
  }

  #huffman(body: Uint8Array, at: number): void {
    for (let i = 0; i < body.length;) {
      const target = body[i] as number;
      const counts = body.slice(i + 1, i + 17);
      const total = counts.reduce((sum, count) => sum + count, 0);
      if (target >> 4 > 1 || (target & 15) > 3 || counts.length < 16 || total > 256 || i + 17 + total > body.length)
        throw broken('not a Huffman table', at);
      const code = { counts, symbols: body.slice(i + 17, i + 17 + total) };
      (target >> 4 === 0 ? this.#dc : this.#ac)[target & 15] = code;
      i += 17 + total;
    }
  }

  #quantisation(body: Uint8Array, at: number): void {
    for (let i = 0; i < body.length;) {
      const target = body[i] as number;
      const bytesPerStep = 1 + (target >> 4);
      if (bytesPerStep > 2 || (target & 15) > 3 || i + 1 + 64 * bytesPerStep > body.length)
        throw broken('not a quantisation table', at);
      const table = new Uint16Array(64);
      for (let k = 0; k < 64; k++) {
        const from = i + 1 + k * bytesPerStep;
        table[k] =
          bytesPerStep === 1 ? (body[from] as number) : ((body[from] as number) << 8) | (body[from + 1] as number);
      }
      this.#quantisers[target & 15] = table;
      i += 1 + 64 * bytesPerStep;
    }
  }
}
