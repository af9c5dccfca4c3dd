// The order in which a space's records are taken (design §8): causal, and among concurrent ones by hash, so that one
// set of records has one order whatever way it arrived.
import { toHex } from '../bytes.ts';
import { VaultError } from '../errors.ts';
import type { ReadRecord } from './records.ts';

/**
 * Parents before children; among those that could come next, the smallest hash: one order for one set.
 *
 * @throws VaultError `format` where a parent is missing, or genesis is not exactly one
 */
export function inCausalOrder(read: readonly ReadRecord[]): ReadRecord[] {
  const waiting = new Map(read.map((one) => [toHex(one.hash), one]));
  if ([...waiting.values()].filter((one) => one.record.type === 'genesis').length !== 1)
    throw new VaultError('format', 'not exactly one genesis record');
  const children = new Map<string, string[]>();
  const missing = new Map<string, number>();
  const ready: string[] = [];
  for (const [hash, { record }] of waiting) {
    if ((record.parents.length === 0) !== (record.type === 'genesis'))
      throw new VaultError('format', 'only genesis has no parents');
    for (const parent of record.parents) {
      const name = toHex(parent);
      if (!waiting.has(name)) throw new VaultError('format', 'a parent is missing');
      children.set(name, [...(children.get(name) ?? []), hash]);
    }
    missing.set(hash, record.parents.length);
    if (record.parents.length === 0) ready.push(hash);
  }
  const ordered: ReadRecord[] = [];
  while (ready.length > 0) {
    const hash = ready.reduce((least, one) => (one < least ? one : least));
    ready.splice(ready.indexOf(hash), 1);
    ordered.push(waiting.get(hash) as ReadRecord);
    for (const child of children.get(hash) ?? []) {
      const left = (missing.get(child) as number) - 1;
      missing.set(child, left);
      if (left === 0) ready.push(child);
    }
  }
  return ordered;
}
