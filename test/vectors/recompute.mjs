// Arrives at every value of the vectors with node:crypto alone, from FORMAT.md: nothing of src is imported, and
// codes are computed in the slow, obvious way. `node test/vectors/recompute.mjs [folder]`; exits 1 on a difference.
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  sign,
  verify,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const folder = process.argv[2] === undefined ? new URL('./', import.meta.url) : pathToFileURL(`${process.argv[2]}/`);
const load = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
let compared = 0;
const differences = [];

function same(what, expected, actual) {
  compared++;
  const left = Buffer.isBuffer(expected) ? expected.toString('hex') : String(expected);
  const right = Buffer.isBuffer(actual) ? actual.toString('hex') : String(actual);
  if (left !== right) differences.push(`${what}: vector ${left.slice(0, 80)} computed ${right.slice(0, 80)}`);
}

// — Building blocks. —

const hex = (text) => Buffer.from(text, 'hex');
const context = (name) => Buffer.from(name.padEnd(24, '.'), 'ascii');
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest();
const hmac = (key, ...parts) => createHmac('sha256', key).update(Buffer.concat(parts)).digest();
const hkdf = (input, salt, info, length = 32) => Buffer.from(hkdfSync('sha256', input, salt, info, length));
const u16 = (value) => Buffer.from([value >> 8, value & 255]);
const u32 = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const none = Buffer.alloc(0);
const shown = (bytes) => (bytes.length <= 4096 ? bytes.toString('hex') : `sha256:${sha256(bytes).toString('hex')}`);

function fixedBytes(name, length) {
  const parts = [];
  for (let i = 0; i * 32 < length; i++) parts.push(sha256(Buffer.from(name), u32(i)));
  return Buffer.concat(parts).subarray(0, length);
}

function gcmSeal(key, aad, plain, nonce = Buffer.alloc(12)) {
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function gcmOpen(key, aad, sealed, nonce = Buffer.alloc(12)) {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(aad).setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

const privateKey = (oid, seed) =>
  createPrivateKey({
    key: Buffer.concat([hex(`302e020100300506032b65${oid}04220420`), seed]),
    format: 'der',
    type: 'pkcs8',
  });
const publicKey = (oid, raw) =>
  createPublicKey({ key: Buffer.concat([hex(`302a300506032b65${oid}032100`), raw]), format: 'der', type: 'spki' });
const publicOf = (key) => createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32);
const ed = '70';
const x = '6e';
const agree = (seed, other) => diffieHellman({ privateKey: privateKey(x, seed), publicKey: publicKey(x, other) });

function identity(signSeed, agreeSeed) {
  const signKey = privateKey(ed, signSeed);
  const signPublic = publicOf(signKey);
  const agreePublic = publicOf(privateKey(x, agreeSeed));
  return {
    signKey,
    sign: signPublic,
    agree: agreePublic,
    agreeSeed,
    id: sha256(context('tessera device v1'), signPublic, agreePublic),
  };
}

const fixedDevice = (name) => identity(fixedBytes(`${name} sign`, 32), fixedBytes(`${name} agree`, 32));
const recoveryOf = (entropy) =>
  identity(
    hkdf(entropy, none, context('tessera words sign v1')),
    hkdf(entropy, none, context('tessera words agree v1')),
  );

/** Deterministic CBOR (RFC 8949 §4.2.1): numbers, text, bytes, lists, maps. */
function cbor(value) {
  const head = (major, n) => {
    if (n < 24) return Buffer.from([(major << 5) | n]);
    if (n < 256) return Buffer.from([(major << 5) | 24, n]);
    if (n < 65_536) return Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
    if (n < 2 ** 32) return Buffer.concat([Buffer.from([(major << 5) | 26]), u32(n)]);
    const bytes = Buffer.alloc(9);
    bytes[0] = (major << 5) | 27;
    bytes.writeBigUInt64BE(BigInt(n), 1);
    return bytes;
  };
  if (typeof value === 'number') return head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  const entries = Object.entries(value).map(([key, one]) => [cbor(key), cbor(one)]);
  entries.sort(([a], [b]) => Buffer.compare(a, b));
  return Buffer.concat([head(5, entries.length), ...entries.flat()]);
}

// — Hamming codes, bit by bit. —

function parityCode(bytes) {
  let positions = 0;
  let parity = 0;
  bytes.forEach((byte, i) => {
    for (let bit = 0; bit < 8; bit++)
      if ((byte >> bit) & 1) {
        positions ^= 8 * i + bit;
        parity ^= 1;
      }
  });
  return u32(parity * 2 ** 23 + positions).subarray(1);
}

function tagCode(tag) {
  const data = [];
  for (let position = 1; data.length < 256; position++) if (!Number.isInteger(Math.log2(position))) data.push(position);
  const word = new Array(266).fill(0);
  data.forEach((position, i) => (word[position] = (tag[i >> 3] >> (i & 7)) & 1));
  let code = 0;
  for (let check = 0; check < 9; check++) {
    let sum = 0;
    for (const position of data) if ((position >> check) & 1) sum ^= word[position];
    word[2 ** check] = sum;
    code |= sum << check;
  }
  return code | (word.reduce((sum, bit) => sum ^ bit, 0) << 9);
}

// — The vectors. —

function sealing() {
  const { convergence, cases } = load('sealing');
  for (const one of cases) {
    const block = fixedBytes(one.name, one.length);
    const at = `sealing ${one.kind} ${one.name}`;
    same(`${at} block`, one.block, shown(block));
    const blockHash = sha256(context('tessera block hash v1'), block);
    same(`${at} blockHash`, one.blockHash, blockHash);
    const message = Buffer.concat([context('tessera block key v1'), u16(one.kind), u32(one.length), blockHash]);
    same(`${at} keyMessage`, one.keyMessage, message);
    const key = hmac(hex(convergence), message);
    same(`${at} key`, one.key, key);
    const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(block);
    same(`${at} cipher`, one.cipher, shown(cipher));
    const tag = sha256(context('tessera tag v1'), cipher);
    same(`${at} tag`, one.tag, tag);
    same(`${at} rehash`, one.rehash, sha256(context('tessera rehash v1'), tag));
    same(`${at} parity`, one.parity, parityCode(cipher));
    same(`${at} hamming`, one.hamming, tagCode(tag));
  }
}

function hamming() {
  const { parity, tags } = load('hamming');
  for (const one of parity) {
    let bytes = hex(one.bytes);
    if (one.bytes === '') {
      bytes = one.bits.length === 1 ? Buffer.alloc(one.length) : fixedBytes('hamming', one.length);
      if (one.bits.length === 1) bytes[one.bits[0] >> 3] = 1 << (one.bits[0] & 7);
    }
    same(`parity of ${one.length} bytes`, one.parity, parityCode(bytes));
  }
  for (const one of tags) same('hamming of a tag', one.hamming, tagCode(hex(one.tag)));
}

function identities() {
  const vector = load('identities');
  const entropy = hex(vector.entropy);
  same('sign seed', vector.signSeed, hkdf(entropy, none, context('tessera words sign v1')));
  same('agree seed', vector.agreeSeed, hkdf(entropy, none, context('tessera words agree v1')));
  const recovery = recoveryOf(entropy);
  const device = identity(hex(vector.device.signSeed), hex(vector.device.agreeSeed));
  for (const field of ['sign', 'agree', 'id']) {
    same(`recovery ${field}`, vector.recovery[field], recovery[field]);
    same(`device ${field}`, vector.device[field], device[field]);
  }
}

function epochKeys() {
  const vector = load('epoch-keys');
  const [epoch, secret, lifetimeKey] = [vector.epoch, vector.secret, vector.lifetimeKey].map(hex);
  same('convergence', vector.convergence, hkdf(secret, epoch, context('tessera convergence v1')));
  same('base', vector.base, hkdf(secret, epoch, context('tessera epoch key v1')));
  same('gear', vector.gear, hkdf(lifetimeKey, none, context('tessera gear table v1'), 2048));
  const fileIdKey = hkdf(lifetimeKey, none, context('tessera file id v1'));
  same('fileId key', vector.fileIdKey, fileIdKey);
  same('fileId', vector.fileId, hmac(fileIdKey, context('tessera file id v1'), hex(vector.sha256)));
}

const commitOf = (space, number, secret, lifetimeKey) =>
  sha256(context('tessera epoch commit v1'), space, u32(number), secret, lifetimeKey);

function wrapFor(recipient, ephemeralSeed, place, secret, lifetimeKey) {
  const ephemeral = publicOf(privateKey(x, ephemeralSeed));
  const shared = agree(ephemeralSeed, recipient.agree);
  const info = Buffer.concat([
    context('tessera epoch wrap v1'),
    place.space,
    u32(place.number),
    place.commit,
    recipient.id,
  ]);
  const key = hkdf(shared, Buffer.concat([ephemeral, recipient.agree]), info);
  return { to: recipient.id, ephemeral, box: gcmSeal(key, none, Buffer.concat([secret, lifetimeKey])), shared };
}

function wraps() {
  const vector = load('wraps');
  const [space, secret, lifetimeKey] = [vector.space, vector.secret, vector.lifetimeKey].map(hex);
  const recipient = { agree: hex(vector.recipient.agree), id: hex(vector.recipient.id) };
  for (const one of vector.cases) {
    const commit = commitOf(space, one.number, secret, lifetimeKey);
    same('commit', one.commit, commit);
    const place = { space, number: one.number, commit };
    const wrap = wrapFor(recipient, hex(one.ephemeralSeed), place, secret, lifetimeKey);
    same('ephemeral', one.ephemeral, wrap.ephemeral);
    same('shared', one.shared, wrap.shared);
    same('shared, from the other side', one.shared, agree(hex(vector.recipientSeed), wrap.ephemeral));
    same('box', one.box, wrap.box);
  }
}

function signed(fields, ...keys) {
  const message = Buffer.concat([context('tessera record sign v1'), cbor(fields)]);
  return cbor({ ...fields, signatures: keys.map((key) => sign(null, message, key)) });
}

function records() {
  const vector = load('records');
  const device = fixedDevice(vector.device);
  const second = fixedDevice(vector.second);
  const recovery = recoveryOf(hex(vector.entropy));
  const keys = (one) => ({ sign: one.sign, agree: one.agree });
  const draw = (name, i, length) => fixedBytes(`${name} ${i}`, length);
  const person = draw(vector.chance, 1, 16);
  const head = { v: 1, type: 'genesis', parents: [], author: device.id, time: vector.createdMs };
  const genesis = signed(
    {
      ...head,
      kind: 'private',
      nonce: draw(vector.chance, 0, 32),
      padding: 0,
      founder: keys(device),
      person,
      recovery: keys(recovery),
    },
    device.signKey,
    recovery.signKey,
  );
  same('genesis', vector.genesis, genesis);
  const space = sha256(context('tessera space v1'), genesis);
  same('space', vector.space, space);
  const hash = (record) => sha256(context('tessera record v1'), record);
  const secret = draw(vector.chance, 2, 32);
  const lifetimeKey = draw(vector.chance, 3, 32);
  const place = { space, number: 0, commit: commitOf(space, 0, secret, lifetimeKey) };
  const wrapped = (recipient, seed) => {
    const { to, ephemeral, box } = wrapFor(recipient, seed, place, secret, lifetimeKey);
    return { to, ephemeral, box };
  };
  const both = [wrapped(device, draw(vector.chance, 4, 32)), wrapped(recovery, draw(vector.chance, 5, 32))];
  both.sort((a, b) => Buffer.compare(a.to, b.to));
  const epoch = signed(
    { ...head, type: 'epoch', parents: [hash(genesis)], space, number: 0, commit: place.commit, wraps: both },
    device.signKey,
  );
  same('epoch', vector.epoch, epoch);
  same('epoch id', vector.epochId, hash(epoch));
  const admit = signed(
    {
      ...head,
      type: 'admit',
      parents: [hash(epoch)],
      author: recovery.id,
      time: vector.admittedMs,
      space,
      device: keys(second),
      role: 'admin',
      person,
      wraps: [{ epoch: hash(epoch), ...wrapped(second, draw(vector.admitChance, 0, 32)) }],
    },
    recovery.signKey,
  );
  same('admit', vector.admit, admit);
  const message = sha256(admit);
  same(
    'Ed25519 of this Node',
    true,
    verify(null, message, publicKey(ed, device.sign), sign(null, message, device.signKey)),
  );
}

function keyring() {
  const vector = load('keyring');
  const device = fixedDevice('device');
  const made = load('records');
  const vaultKey = fixedBytes('keyring 0', 32);
  same('vault key', vector.vaultKey, vaultKey);
  const box = (fields, key) => {
    const body = cbor({ ...fields, box: gcmSeal(key, cbor(fields), vaultKey) });
    return Buffer.concat([body, sha256(body).subarray(0, 8)]);
  };
  const passphraseSalt = fixedBytes('keyring 1', 32);
  const shared = { v: 1, device: device.id };
  const passphraseFields = { ...shared, type: 'passphrase', salt: passphraseSalt, memory: 65_536, passes: 3, lanes: 1 };
  const passphraseKey = hkdf(hex(vector.stretched), passphraseSalt, context('tessera passphrase v1'));
  same('passphrase box', vector.passphraseBox, box(passphraseFields, passphraseKey));
  const passkeySalt = fixedBytes('passkey 0', 32);
  const passkeyFields = {
    ...shared,
    type: 'passkey',
    salt: passkeySalt,
    credential: fixedBytes('credential', 20),
    label: 'This laptop',
    added: 1_700_000_000_000,
    prfSalt: fixedBytes('prf salt', 32),
  };
  const passkeyKey = hkdf(hex(vector.prf), passkeySalt, context('tessera passkey v1'));
  same('passkey box', vector.passkeyBox, box(passkeyFields, passkeyKey));
  const salt = fixedBytes('keyring 2', 32);
  const aad = Buffer.concat([context('tessera keyring v1'), u16(1), device.id]);
  const plain = cbor({
    v: 1,
    device: device.id,
    agreeSeed: device.agreeSeed,
    name: 'Ada Lovelace',
    email: 'ada@example.org',
    spaces: [
      {
        space: hex(made.space),
        lifetimeKey: fixedBytes('records 3', 32),
        epochs: [{ epoch: hex(made.epochId), number: 0, secret: fixedBytes('records 2', 32) }],
      },
    ],
    localKey: fixedBytes('local key', 32),
  });
  const key = hkdf(vaultKey, salt, context('tessera keyring v1'));
  same('sealed keyring', vector.sealed, Buffer.concat([salt, gcmSeal(key, aad, plain)]));
  same('opened keyring', plain, gcmOpen(key, aad, hex(vector.sealed).subarray(32)));
}

function inbox() {
  const { agreeSeed, cases } = load('inbox');
  const agreePublic = publicOf(privateKey(x, hex(agreeSeed)));
  const magic = Buffer.from('TSINBOX\x01', 'latin1');
  for (const one of cases) {
    const seed = hex(one.ephemeralSeed);
    const ephemeral = publicOf(privateKey(x, seed));
    const key = hkdf(agree(seed, agreePublic), Buffer.concat([ephemeral, agreePublic]), context('tessera inbox v1'));
    const nonce = (kind, counter) => Buffer.concat([Buffer.from([kind, 0, 0, 0]), u32(0), u32(counter)]);
    const fields = { name: one.name, type: one.type, modified: one.lastModified, size: one.length };
    const head = gcmSeal(key, magic, cbor(fields), nonce(0, 0));
    const parts = [magic, ephemeral, u32(head.length), head];
    const data = fixedBytes('inbox data', one.length);
    const count = Math.max(1, Math.ceil(data.length / 2 ** 20));
    for (let i = 0; i < count; i++)
      parts.push(gcmSeal(key, magic, data.subarray(i * 2 ** 20, (i + 1) * 2 ** 20), nonce(i === count - 1 ? 2 : 1, i)));
    same(`inbox ${one.length}`, one.item, shown(Buffer.concat(parts)));
  }
}

for (const check of [sealing, hamming, identities, epochKeys, wraps, records, keyring, inbox]) check();
for (const difference of differences) console.error(difference);
console.log(`${compared} values recomputed, ${differences.length} differ`);
process.exitCode = differences.length === 0 ? 0 : 1;
