// The lab's report: one HTML file that needs nothing else, and the same figures as JSON.
import type { Findings } from '../run.ts';
import { barChart, escaped, lineChart, table } from './charts.ts';

const style = `
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
h1,h2,h3{line-height:1.2}table{border-collapse:collapse;font-size:.9rem}th,td{padding:.2rem .6rem;text-align:right;border-bottom:1px solid #8886}
th:first-child,td:first-child{text-align:left}.wide{overflow-x:auto}pre{font-size:.8rem;overflow:auto;max-height:28rem;border:1px solid #8886;padding:.8rem}
figure{margin:1.2rem 0;background:#fff;color:#222}svg{width:100%;font:12px system-ui,sans-serif}.grid{stroke:#ddd}figcaption{padding:.2rem .6rem;font-size:.85rem}
text{fill:#222}`;

const percent = (value: number) => `${value.toFixed(1)} %`;
const kilobytes = (bytes: number) => (bytes / 1000).toFixed(0);
const list = (items: readonly string[]) => `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;

const diceReadings = [
  '“4 × 4, 8 × 8, 16 × 16 cm” are pixels of the decoded image, RGB; blocks at the border are smaller.',
  'AES is AES-256 in counter mode from zero, so that one key always gives one ciphertext.',
  'Tag1 = SHA-256(Tag) names a block at the CSP; Tag2 is a further user’s line. The text has no Algorithm 3.',
  'The Hamming code of a tag tells rot from soundness, yet never authenticates: the tag does.',
  'The paper prints figures 4.14 and 4.15 without naming its 20 images, so its numbers cannot be reached; ours name theirs.',
  'SPIHT partial encryption (Fatema et al., named in both papers) encrypts only the significance maps of the first wavelet levels of a SPIHT stream, and hashes that stream to find equal images. It is described here, not built: it finds equal streams only, and what it leaves open is most of the picture.',
];

const lbphReadings = [
  'The paper’s images are the IVC-LAR database’s; ours are eight others with the same three codings at five rates each. The originals enter at full size, their copies at 480 px.',
  'n are the distorted images, m those eliminated when all are uploaded in turn. The paper’s accuracy (n − |n − m|)/n counts a wrong match as a success and punishes a finder that eliminates too many; precision and recall say what happened.',
  'Table 2’s values up to 240 cannot come from a hash of 64 bits, whose distance is at most 64: the paper’s table must be of another hash or of another measure.',
  'Figure 8: all images are pre-clustered, each asks its own class for earlier ones; means over ten random starts, t = 8.',
  'Thresholds of 256-bit hashes are four times those shown.',
];

export function reportOf(found: Findings): string {
  const { dice, attack, lbph } = found;
  const outcomes = (of: 'accuracy' | 'precision' | 'recall') =>
    lbph.figure7.map(({ hash, points }) => ({ name: hash, points: points.map((one) => [one.t, one[of]] as const) }));
  const clusters = (of: 'accuracy' | 'precision' | 'recall') => ({
    name: of,
    points: lbph.figure8.map((one) => [one.k, one[of]] as const),
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Tessera lab</title><style>${style}</style>
<h1>Both papers, as they stand</h1><p>On ${escaped(found.pictures)}.</p>
<h2>DICE</h2><h3>How the text is read</h3>${list(diceReadings)}
<h3>Step by step</h3><pre>${escaped(dice.steps.join('\n'))}</pre>
<h3>Ten pairs (figures 4.14 and 4.15)</h3>
${table(
  ['Pair', '4 × 4', '8 × 8', '16 × 16'],
  dice.pairs.map(({ what, saved }) => [
    what,
    percent(100 * saved[4]),
    percent(100 * saved[8]),
    percent(100 * saved[16]),
  ]),
)}
<p>Share of the second picture that is not stored again. Blocks of pixels find what keeps its place and its values; a shift that is no multiple of the block, a recompression or one level of brightness leave nothing.</p>
${barChart('Figure 4.14: stored, with the store’s index (kB)', 'kB', [{ name: 'without deduplication', value: (dice.rows[0]?.plainBytes ?? 0) / 1000 }, ...dice.rows.map((row) => ({ name: row.scheme, value: (row.storedBytes + row.indexBytes) / 1000 }))])}
${barChart('Figure 4.15: sent for upload and download (kB)', 'kB', [{ name: 'without deduplication', value: (2 * (dice.rows[0]?.plainBytes ?? 0)) / 1000 }, ...dice.rows.map((row) => ({ name: row.scheme, value: (row.uploadBytes + row.downloadBytes) / 1000 }))])}
${table(
  ['Scheme', 'plain kB', 'stored kB', 'index kB', 'keys kept by users kB', 'upload kB', 'download kB', 'intact'],
  dice.rows.map((row) => [
    row.scheme,
    kilobytes(row.plainBytes),
    kilobytes(row.storedBytes),
    kilobytes(row.indexBytes),
    kilobytes(row.heldBytes),
    kilobytes(row.uploadBytes),
    kilobytes(row.downloadBytes),
    row.intact ? 'yes' : 'no',
  ]),
)}
<p>A 4 × 4 block has 48 bytes; its tag and key, which a user must keep, have 64, its names at the store 34. The paper counts neither.</p>
<h3>A first uploader who lies</h3>${table(
    ['Scheme', 'hands out the lie'],
    dice.poisoned.map(({ scheme, deceived }) => [scheme, deceived ? 'yes' : 'no']),
  )}
<h3>The attack on unkeyed blocks</h3><p>A picture of 16 digits, one per block. Whoever stores the blocks makes every block that could be there, ${attack.guesses} in all, and compares names.</p>
${table(
  ['', 'read by the storer'],
  [
    ['the secret', attack.secret],
    ['plain SHA-256 keys', attack.unkeyed],
    ['the product’s sealing (keys need the epoch’s secret)', attack.sealed],
  ],
)}
<h2>LBPH</h2><h3>How the text is read</h3>${list(lbphReadings)}<h3>Step by step</h3><pre>${escaped(lbph.steps.join('\n'))}</pre>
<h3>Figure 7: threshold</h3>${lineChart('Accuracy by the paper’s formula, %', 'threshold in bits of 64', '%', outcomes('accuracy'))}${lineChart('Precision, %', 'threshold in bits of 64', '%', outcomes('precision'))}${lineChart('Recall of right matches, %', 'threshold in bits of 64', '%', outcomes('recall'))}
<h3>Figure 8: number of classes, nearest class only</h3>${lineChart('LBPH at t = 8', 'k', '%', [clusters('accuracy'), clusters('precision'), clusters('recall')])}
<h3>Table 2: rotations</h3>${table(
    ['Hash', 'bits', 'mean', 'max', 'min'],
    lbph.table2.map((row) => [row.hash, row.bits, row.mean.toFixed(2), row.max, row.min]),
  )}
<h3>At no false match</h3>${table(
    ['Hash', 'bits', 'threshold', 'farthest copy', 'copies found'],
    lbph.separation.map((row) => [row.hash, row.bits, row.threshold, row.farthestCopy, percent(row.recall)]),
  )}
<p>The threshold is the largest that joins no two versions of different pictures of this set.</p></html>
`;
}
