// The lab from pictures to report. scripts/lab.mjs bundles this file for Node and calls it.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attackDigits, type AttackResult } from './dice/attack.ts';
import { measure, pairByPair, poisoned, tenPairs, walkThrough } from './dice/experiment.ts';
import { figure7, figure8, flows, separation, table2 } from './lbph/experiment.ts';
import { drawnSets, photoSets, type PictureSets } from './picture-sets.ts';
import { Decoder } from './decoder.ts';
import type { Picture } from './pictures.ts';
import { reportOf } from './report/report.ts';

export interface Findings {
  readonly pictures: string;
  readonly dice: {
    readonly steps: readonly string[];
    readonly pairs: ReturnType<typeof pairByPair>;
    readonly rows: ReturnType<typeof measure>;
    readonly poisoned: ReturnType<typeof poisoned>;
  };
  readonly attack: AttackResult;
  readonly lbph: {
    readonly steps: readonly string[];
    readonly figure7: ReturnType<typeof figure7>;
    readonly figure8: ReturnType<typeof figure8>;
    readonly table2: ReturnType<typeof table2>;
    readonly separation: ReturnType<typeof separation>;
  };
}

/** @param photos  laid out as shared/photos; drawn pictures take its place where it is missing */
export async function runLab(photos: string | undefined, out: string): Promise<void> {
  const decoder = await Decoder.start();
  let sets: PictureSets;
  try {
    sets =
      photos && existsSync(join(photos, 'distorted')) ? await photoSets(decoder, photos) : await drawnSets(decoder);
  } finally {
    await decoder.close();
  }
  console.log(`Pictures: ${sets.what}`);
  const pairs = tenPairs(sets.sources, sets.recompressed);
  const dice = {
    steps: walkThrough(sets.sources[0] as Picture),
    pairs: pairByPair(pairs),
    rows: measure(pairs),
    poisoned: poisoned(),
  };
  console.log(dice.steps.join('\n'));
  console.table(dice.pairs.map(({ what, saved }) => ({ what, ...saved })));
  console.table(dice.rows);
  const attack = await attackDigits(4);
  console.log(`Attack: secret ${attack.secret}, unkeyed ${attack.unkeyed}, sealed ${attack.sealed}`);
  const { samples } = sets;
  const lbph = {
    steps: flows(samples),
    figure7: figure7(samples),
    figure8: figure8(samples, 8),
    table2: table2(samples),
    separation: separation(samples),
  };
  console.log(lbph.steps.join('\n'));
  for (const { hash, points } of lbph.figure7)
    console.log(hash.padEnd(18), points.map(({ t, accuracy }) => `${t}:${accuracy.toFixed(0)}`).join(' '));
  console.table(lbph.figure8);
  console.table(lbph.table2);
  console.table(lbph.separation);
  const findings: Findings = { pictures: sets.what, dice, attack, lbph };
  writeFileSync(join(out, 'lab.html'), reportOf(findings));
  writeFileSync(join(out, 'lab.json'), `${JSON.stringify(findings, null, 2)}\n`);
}
