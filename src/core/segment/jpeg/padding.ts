// Blocks beyond the picture's edge that fill its last MCUs. Encoders are free in them; most repeat the DC before, as
// libjpeg does (jccoefct.c), and lossless tools rewrite them so. They belong to no tile: the frame names the ones
// that are different, so that copies of one picture share their edge tiles whoever made them.
import { VaultError } from '../../errors.ts';
import type { JpegComponent, JpegShape } from './shape.ts';
import type { VarintReader, VarintWriter } from './varint.ts';

/** Visits a plane's padding blocks row by row; `before` is the block that comes before in its MCU. */
function forEachPadding(component: JpegComponent, visit: (base: number, before: number) => void): void {
  const { h, wide, high, stride, rows, offset } = component;
  for (let row = 0; row < rows; row++) {
    for (let column = row < high ? wide : 0; column < stride; column++) {
      const base = offset + 64 * (row * stride + column);
      visit(base, column % h > 0 ? base - 64 : base + 64 * (h - 1 - stride));
    }
  }
}

function isExpected(coefficients: Int16Array, base: number, before: number): boolean {
  if (coefficients[base] !== coefficients[before]) return false;
  for (let k = 1; k < 64; k++) if (coefficients[base + k] !== 0) return false;
  return true;
}

/** Writes what padding blocks hold against expectation. Byte layout in FORMAT.md, "JPEG frame". */
export function encodePadding(component: JpegComponent, coefficients: Int16Array, out: VarintWriter): void {
  let passed = 0;
  const strange: { passed: number; base: number }[] = [];
  forEachPadding(component, (base, before) => {
    if (isExpected(coefficients, base, before)) passed++;
    else {
      strange.push({ passed, base });
      passed = 0;
    }
  });
  out.varint(strange.length);
  for (const { passed: skipped, base } of strange) {
    let length = 64;
    while (length > 0 && coefficients[base + length - 1] === 0) length--;
    out.varint(skipped);
    out.varint(length);
    for (let k = 0; k < length; k++) out.signed(coefficients[base + k] as number);
  }
}

/** Strange padding as a frame states it. */
export interface PaddingBlock {
  /** Expected blocks between the one before and this. */
  readonly passed: number;
  readonly values: Int16Array;
}

/** @throws VaultError `format` */
export function decodePadding(reader: VarintReader): PaddingBlock[] {
  return Array.from({ length: reader.count() }, () => {
    const passed = reader.varint();
    const length = reader.varint();
    if (length > 64) throw new VaultError('format', 'JPEG frame: block of more than 64 coefficients');
    return { passed, values: Int16Array.from({ length }, () => reader.signed()) };
  });
}

/** Fills a plane's padding: the blocks named, and all others as expected. */
export function fillPadding(
  component: JpegComponent,
  coefficients: Int16Array,
  strange: readonly PaddingBlock[],
): void {
  let next = 0;
  let passed = 0;
  forEachPadding(component, (base, before) => {
    coefficients.fill(0, base, base + 64);
    const block = strange[next];
    if (block?.passed === passed) {
      coefficients.set(block.values, base);
      next++;
      passed = 0;
    } else {
      coefficients[base] = coefficients[before] as number;
      passed++;
    }
  });
}

export function fillAllPadding(shape: JpegShape, coefficients: Int16Array): void {
  for (const component of shape.components) fillPadding(component, coefficients, []);
}
