// A JPEG file ⇄ its quantised coefficients and a frame that holds everything else (design §3). Coefficients say what the
// picture is: a baseline file and its progressive or re-optimised twin have the same. The frame keeps the
// file without its scans' coded data, and each scan's quirks (FORMAT.md, "JPEG frame"). Nothing here is believed:
// the caller compares what comes back with the file.
import { deflateRaw } from 'pako';
import { concat, type Bytes } from '../../bytes.ts';
import { isVaultError, VaultError } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { ByteReader, u32, u8 } from '../raster/byte-reader.ts';
import { inflateExactly } from '../raster/inflate.ts';
import type { FallbackReason } from '../raster/picture.ts';
import { CodedOutput } from './coded-output.ts';
import { lastsOf } from './encode-progressive.ts';
import { decodePadding, encodePadding, fillAllPadding, fillPadding } from './padding.ts';
import { decodeQuirks, encodeQuirks } from './quirks.ts';
import { encodeScan, ScanDecoder } from './scans.ts';
import type { JpegComponent, JpegShape } from './shape.ts';
import { readStructure, type JpegStructure, type Scan } from './structure.ts';
import { VarintReader, VarintWriter } from './varint.ts';

const frameVersion = 1;
/** A body holds the file without its scans; quirks of strange ones take no more than the scans did, give or take. */
const maxBodyBytes = 2 * limits.rasterFileBytes;
/** Above this the body is mostly a film or another picture behind this one, which level 9 would only slow down. */
const carefulBodyBytes = 1024 * 1024;

export interface JpegPicture extends JpegStructure {
  /** All planes, see shape.ts. */
  readonly coefficients: Int16Array;
}

/** A picture being put together: fill the real blocks, then finish. */
export interface JpegAssembly {
  readonly picture: JpegPicture;
  /** @throws VaultError `format`, `coverage` where frame and coefficients do not make a file */
  finish(): Bytes;
}

/**
 * Takes a file apart. Padding blocks of the picture are left as expected; the frame keeps what they were.
 *
 * @returns why the file cannot be taken apart: `coding` for processes we do not read, `broken`, `too-large`
 */
export function takeApartJpeg(file: Bytes): { picture: JpegPicture; frame: Bytes } | FallbackReason {
  if (file.length > limits.rasterFileBytes) return 'too-large';
  try {
    return takeApart(file);
  } catch (error) {
    if (isVaultError(error, 'format')) return 'broken';
    if (isVaultError(error, 'unsupported')) return 'coding';
    if (isVaultError(error, 'limit')) return 'too-large';
    throw error;
  }
}

function takeApart(file: Bytes): { picture: JpegPicture; frame: Bytes } {
  const decoder = new ScanDecoder(file);
  const skeleton: Uint8Array[] = [];
  const quirks: Bytes[] = [];
  const interleaved = new Set<JpegComponent>();
  let shape: JpegShape | undefined;
  let coefficients = new Int16Array(0);
  let kept = 0;
  const structure = readStructure(file, {
    begin(found) {
      shape = found;
      coefficients = allocate(found, file.length);
    },
    scan(scan, at) {
      const { end, quirks: found } = decoder.decode(shape as JpegShape, scan, at, coefficients);
      skeleton.push(file.subarray(kept, at));
      kept = end;
      quirks.push(encodeQuirks(found));
      if (scan.components.length > 1) for (const { component } of scan.components) interleaved.add(component);
      return end;
    },
  });
  skeleton.push(file.subarray(kept));
  const padding = new VarintWriter();
  for (const component of structure.shape.components) {
    if (interleaved.has(component)) encodePadding(component, coefficients, padding);
    else padding.varint(0);
  }
  fillAllPadding(structure.shape, coefficients);
  const length = skeleton.reduce((sum, part) => sum + part.length, 0);
  const body = concat(u32(length), ...skeleton, padding.finish(), ...quirks);
  if (body.length > maxBodyBytes) throw new VaultError('limit', 'frame body', { bodyBytes: body.length });
  const frame = concat(
    u8(frameVersion),
    u32(file.length),
    u32(body.length),
    deflateRaw(body, { level: body.length > carefulBodyBytes ? 1 : 9 }),
  );
  return { picture: { ...structure, coefficients }, frame };
}

/** A DC takes a bit at least, so a small file has no large picture: known before memory is taken for one. */
function allocate(shape: JpegShape, fileBytes: number): Int16Array<ArrayBuffer> {
  const realBlocks = shape.components.reduce((sum, { wide, high }) => sum + wide * high, 0);
  if (realBlocks > 8 * fileBytes) throw new VaultError('format', 'JPEG: larger than its bytes can tell', { fileBytes });
  return new Int16Array(shape.coefficients);
}

interface JpegFrame {
  readonly fileBytes: number;
  readonly skeleton: Uint8Array;
  readonly structure: JpegStructure;
  readonly scans: readonly { readonly scan: Scan; readonly at: number }[];
  /** Padding and quirks. */
  readonly rest: Uint8Array;
}

function readFrame(frame: Uint8Array): JpegFrame {
  const reader = new ByteReader(frame);
  if (reader.u8() !== frameVersion) throw new VaultError('version', 'JPEG frame of another version');
  const fileBytes = reader.u32();
  const bodyBytes = reader.u32();
  if (fileBytes > limits.rasterFileBytes) throw new VaultError('limit', 'rasterFileBytes', { fileBytes });
  if (bodyBytes > maxBodyBytes) throw new VaultError('limit', 'frame body', { bodyBytes });
  const body = inflateExactly(reader.rest(), bodyBytes, true);
  if (!body) throw new VaultError('format', 'JPEG frame body does not inflate to its length', { bodyBytes });
  const inner = new ByteReader(body);
  const skeleton = inner.string();
  const scans: { scan: Scan; at: number }[] = [];
  const structure = readStructure(skeleton, {
    begin: () => undefined,
    scan(scan, at) {
      scans.push({ scan, at });
      return at;
    },
  });
  return { fileBytes, skeleton, structure, scans, rest: inner.rest() };
}

/**
 * What a frame says of its picture, without memory for its coefficients.
 *
 * @throws VaultError `format`, `version`, `limit`, `unsupported`
 */
export function jpegStructure(frame: Uint8Array): JpegStructure {
  return readFrame(frame).structure;
}

/** @throws VaultError `format`, `version`, `limit`, `unsupported` */
export function beginJpeg(frame: Uint8Array): JpegAssembly {
  const { fileBytes, skeleton, structure, scans, rest } = readFrame(frame);
  const { shape } = structure;
  const coefficients = allocate(shape, fileBytes);
  const reader = new VarintReader(rest);
  const padding = shape.components.map(() => decodePadding(reader));
  const quirks = scans.map(() => decodeQuirks(reader));
  reader.end();
  return {
    picture: { ...structure, coefficients },
    finish() {
      shape.components.forEach((component, i) => fillPadding(component, coefficients, padding[i] ?? []));
      const lasts = shape.progressive ? lastsOf(coefficients) : new Uint8Array(0);
      const output = new CodedOutput(fileBytes);
      let written = 0;
      scans.forEach(({ scan, at }, i) => {
        output.bytes(skeleton.subarray(written, at));
        written = at;
        encodeScan(shape, scan, quirks[i] as (typeof quirks)[number], coefficients, lasts, output);
      });
      output.bytes(skeleton.subarray(written));
      return output.finish();
    },
  };
}
