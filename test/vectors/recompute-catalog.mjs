// Arrives at every byte of the catalog's vectors from FORMAT.md alone, with node:crypto and a CBOR writer of its own.
// `node test/vectors/recompute-catalog.mjs [folder]`; exits 1 on a difference.
import { createCipheriv, createHash, createPublicKey, hkdfSync, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2] === undefined ? new URL('./', import.meta.url) : pathToFileURL(`${process.argv[2]}/`);
const load = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
const hex = (text) => Buffer.from(text, 'hex');
const context = (name) => Buffer.from(name.padEnd(24, '.'), 'ascii');
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
let compared = 0;
const differences = [];

function same(what, expected, actual) {
  compared++;
  if (!expected.equals(actual)) differences.push(`${what}: vector ${expected.toString('hex').slice(0, 80)}`);
}

function integer(width, value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes.subarray(8 - width);
}

function cborHead(major, n) {
  const [code, width] =
    n < 24 ? [n, 0] : n < 2 ** 8 ? [24, 1] : n < 2 ** 16 ? [25, 2] : n < 2 ** 32 ? [26, 4] : [27, 8];
  return Buffer.concat([Buffer.from([(major << 5) | code]), integer(width, n)]);
}

/** RFC 8949 §4.2.1. {hex} stands for a byte string. */
function cbor(value) {
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4]);
  if (typeof value === 'number') return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
  if (typeof value === 'string') return Buffer.concat([cborHead(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Array.isArray(value)) return Buffer.concat([cborHead(4, value.length), ...value.map(cbor)]);
  if (typeof value.hex === 'string') return Buffer.concat([cborHead(2, value.hex.length / 2), hex(value.hex)]);
  const fields = Object.entries(value).map(([key, inner]) => [cbor(key), cbor(inner)]);
  fields.sort(([a], [b]) => Buffer.compare(a, b));
  return Buffer.concat([cborHead(5, fields.length), ...fields.flat()]);
}

// — Recipes and records: maps, and the widths inside them. —

for (const name of ['catalog-recipe', 'catalog-records'])
  for (const vector of load(name)) same(`${name} ${vector.name}`, hex(vector.bytes), cbor(vector.map));

/** tag ‖ key ‖ length u32 ‖ kind u16 ‖ parity ‖ epoch u8 */
function ref(name, kind, length, epoch = 0) {
  const fixed = (field, bytes) => sha256(Buffer.from(`${name} ${field}`), integer(4, 0)).subarray(0, bytes);
  return Buffer.concat([
    fixed('tag', 32),
    fixed('key', 32),
    integer(4, length),
    integer(2, kind),
    fixed('parity', 3),
    integer(1, epoch),
  ]);
}
const [tiles, chunks] = load('catalog-recipe').map((vector) => vector.map);
same('references of tiles', hex(tiles.refs.hex), Buffer.concat([ref('one', 2, 4000), ref('two', 2, 5000, 1)]));
same('references of chunks', hex(chunks.refs.hex), Buffer.concat([ref('three', 1, 65_000), ref('four', 1, 5000)]));
same('parts of a frame', hex(chunks.parts.hex), ref('part', 18, 6000));
const [entry, , poster] = load('catalog-records').map((vector) => vector.map);
same('recipe of an entry', hex(entry.recipe.hex), ref('recipe', 16, 15_000));
same('thumbnail of an entry', hex(entry.thumb.hex), ref('thumbnail', 17, 9000));
same('thumbnail of a poster', hex(poster.thumb.hex), ref('poster', 17, 8000));

// — Batches. —

const chain = load('catalog-batch');
const signPublic = hex(chain.signPublic);
const device = sha256(context('tessera device v1'), signPublic, hex(chain.agreePublic));
const key = createPublicKey({
  key: Buffer.concat([hex('302a300506032b6570032100'), signPublic]),
  format: 'der',
  type: 'spki',
});
let previous = Buffer.alloc(32);
chain.log.forEach((vector, sequence) => {
  const at = `batch ${sequence}`;
  const batch = hex(vector.batch);
  const header = Buffer.concat([
    Buffer.from([1, 1]),
    hex(chain.space),
    hex(chain.epoch),
    device,
    integer(8, sequence),
    previous,
  ]);
  same(`${at} header`, batch.subarray(0, 138), header);
  const salt = sha256(Buffer.from(`salt ${sequence}`), integer(4, 0));
  same(`${at} salt`, batch.subarray(138, 170), salt);
  const messageKey = Buffer.from(hkdfSync('sha256', hex(chain.base), salt, context('tessera batch key v1'), 32));
  const base64 = (id) => ({ hex: Buffer.from(id, 'base64url').toString('hex') });
  const heads = vector.seen.map((head) => [base64(head.device), head.sequence, { hex: head.hash }]);
  heads.sort(([a], [b]) => Buffer.compare(hex(a.hex), hex(b.hex)));
  const plain = cbor({ stamp: vector.lamport, seen: heads, records: vector.records });
  const cipher = createCipheriv('aes-256-gcm', messageKey, Buffer.alloc(12)).setAAD(header);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  same(`${at} sealed`, batch.subarray(170, -64), sealed);
  const signed = Buffer.concat([context('tessera batch sign v1'), batch.subarray(0, -64)]);
  same(`${at} signature`, Buffer.from([1]), Buffer.from([Number(verify(null, signed, key, batch.subarray(-64)))]));
  previous = sha256(context('tessera batch v1'), batch);
  same(`${at} hash`, hex(vector.hash), previous);
});

for (const difference of differences) console.error(difference);
console.log(`${compared} values recomputed, ${differences.length} differ`);
process.exitCode = differences.length === 0 ? 0 : 1;
