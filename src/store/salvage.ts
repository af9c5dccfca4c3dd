// What of a pack may be claimed after a rebuild: its trailer's rows where that reads, else those of the rows kept
// beside it whose blocks still hash to their names. The others are no longer claimed, so that importing their photo
// again heals it.
import { concat, type Bytes } from '../core/bytes.ts';
import { eachPackRow, packRowBytes } from '../core/pack/pack-rows.ts';
import { isNamedBlock, readPackRows, readRange } from '../core/pack/pack.ts';
import { orUndefined } from './pack-check.ts';

/**
 * @param rows  the index row kept beside the pack, if any
 * @returns `sound` where the trailer reads
 */
export async function salvageRows(
  file: Blob | undefined,
  rows: Bytes | undefined,
): Promise<{ sound: boolean; rows: Bytes }> {
  if (file === undefined) return { sound: false, rows: new Uint8Array() };
  const trailer = await orUndefined(() => readPackRows(file));
  if (trailer !== undefined) return { sound: true, rows: trailer };
  const sound: Bytes[] = [];
  let at = 0;
  for (const { rehash, offset, length } of eachPackRow(rows ?? new Uint8Array())) {
    const row = (rows as Bytes).subarray(at, (at += packRowBytes));
    if (offset + length > file.size) continue;
    const cipher = await orUndefined(() => readRange(file, offset, offset + length));
    if (cipher !== undefined && (await isNamedBlock(rehash, cipher))) sound.push(row);
  }
  return { sound: false, rows: concat(...sound) };
}
