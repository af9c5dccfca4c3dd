// One scan, from its coded data to coefficients and quirks, and back: picks the kernel, walks restart segments.
import type { Bytes } from '../../bytes.ts';
import { VaultError } from '../../errors.ts';
import { CodedSegments } from './coded-segment.ts';
import { QuirkPlayer, type CodedOutput } from './coded-output.ts';
import { decodeAcFirst, decodeAcRefinement, decodeDcFirst, decodeDcRefinement } from './decode-progressive.ts';
import { decodeSequential } from './decode-sequential.ts';
import { encodeAcFirst, encodeAcRefinement, encodeDcFirst, encodeDcRefinement } from './encode-progressive.ts';
import { encodeSequential } from './encode-sequential.ts';
import { decodeTable, encodeTable, type HuffmanCode } from './huffman.ts';
import { QuirkNotes, type ScanQuirks } from './quirks.ts';
import { scanOrder, type JpegShape, type ScanOrder } from './shape.ts';
import type { Scan } from './structure.ts';

type Kernel<Stream, Quirks> = (stream: Stream, order: ScanOrder, from: number, to: number, quirks: Quirks) => void;

function needed(code: HuffmanCode | undefined): HuffmanCode {
  if (!code) throw new VaultError('format', 'JPEG: scan without its Huffman table');
  return code;
}
const dcCodes = (scan: Scan) => scan.components.map(({ dc }) => needed(dc));
const acCodes = (scan: Scan) => scan.components.map(({ ac }) => needed(ac));

function decodeKernel(
  shape: JpegShape,
  scan: Scan,
  coefficients: Int16Array,
  lasts: Uint8Array,
): Kernel<CodedSegments, QuirkNotes> {
  const { low, high } = scan;
  if (!shape.progressive) {
    const tables = { dc: dcCodes(scan).map(decodeTable), ac: acCodes(scan).map(decodeTable) };
    return (segments, order, from, to, notes) =>
      decodeSequential(segments, order, tables, coefficients, from, to, notes);
  }
  if (scan.from === 0) {
    if (high > 0)
      return (segments, order, from, to) => decodeDcRefinement(segments, order, low, coefficients, from, to);
    const tables = dcCodes(scan).map(decodeTable);
    return (segments, order, from, to) => decodeDcFirst(segments, order, tables, low, coefficients, from, to);
  }
  const table = decodeTable(needed(scan.components[0]?.ac));
  const decode = high > 0 ? decodeAcRefinement : decodeAcFirst;
  return (segments, order, from, to, notes) =>
    decode(segments, order, table, scan, coefficients, lasts, from, to, notes);
}

function encodeKernel(
  shape: JpegShape,
  scan: Scan,
  coefficients: Int16Array,
  lasts: Uint8Array,
): Kernel<CodedOutput, QuirkPlayer> {
  const { low, high } = scan;
  if (!shape.progressive) {
    const tables = { dc: dcCodes(scan).map(encodeTable), ac: acCodes(scan).map(encodeTable) };
    return (output, order, from, to, player) => encodeSequential(output, order, tables, coefficients, from, to, player);
  }
  if (scan.from === 0) {
    if (high > 0) return (output, order, from, to) => encodeDcRefinement(output, order, low, coefficients, from, to);
    const tables = dcCodes(scan).map(encodeTable);
    return (output, order, from, to) => encodeDcFirst(output, order, tables, low, coefficients, from, to);
  }
  const table = encodeTable(needed(scan.components[0]?.ac));
  const encode = high > 0 ? encodeAcRefinement : encodeAcFirst;
  return (output, order, from, to, player) => encode(output, order, table, scan, coefficients, lasts, from, to, player);
}

/** Decodes the scans of one file; holds one buffer for all of them. */
export class ScanDecoder {
  readonly #segments: CodedSegments;
  #lasts = new Uint8Array(0);

  constructor(file: Bytes) {
    this.#segments = new CodedSegments(file);
  }

  /**
   * @param at  where the coded data begins
   * @returns where it ends: strays behind the last MCU are not its
   * @throws VaultError `format`
   */
  decode(shape: JpegShape, scan: Scan, at: number, coefficients: Int16Array): { end: number; quirks: ScanQuirks } {
    const segments = this.#segments;
    const order = orderOf(shape, scan);
    if (shape.progressive && this.#lasts.length === 0) this.#lasts = new Uint8Array(coefficients.length >> 6);
    const kernel = decodeKernel(shape, scan, coefficients, this.#lasts);
    const notes = new QuirkNotes();
    const interval = scan.restartInterval || order.mcus;
    segments.open(at);
    for (let from = 0, segment = 0; ; segment++) {
      const to = Math.min(from + interval, order.mcus);
      kernel(segments, order, from, to, notes);
      notes.segmentEnds(segments.align());
      if (to === order.mcus) break;
      const { strays, next } = segments.restart(segment);
      notes.strays(segment, strays);
      segments.open(next);
      from = to;
    }
    return { end: segments.position(), quirks: notes.finish() };
  }
}

/**
 * @param lasts  of each block the last coefficient that is not zero; read for progressive scans only
 * @throws VaultError `format`, `coverage`
 */
export function encodeScan(
  shape: JpegShape,
  scan: Scan,
  quirks: ScanQuirks,
  coefficients: Int16Array,
  lasts: Uint8Array,
  output: CodedOutput,
): void {
  const order = orderOf(shape, scan);
  const kernel = encodeKernel(shape, scan, coefficients, lasts);
  const player = new QuirkPlayer(quirks);
  const interval = scan.restartInterval || order.mcus;
  const strays = new Map(quirks.strays.map(({ segment, bytes }) => [segment, bytes]));
  for (let from = 0, segment = 0; ; segment++) {
    const to = Math.min(from + interval, order.mcus);
    kernel(output, order, from, to, player);
    output.align(quirks.padding, segment);
    if (to === order.mcus) break;
    output.bytes(strays.get(segment) ?? noStrays);
    output.restart(segment);
    from = to;
  }
}

const noStrays = new Uint8Array(0);

function orderOf(shape: JpegShape, scan: Scan): ScanOrder {
  return scanOrder(
    shape,
    scan.components.map(({ component }) => component),
  );
}
