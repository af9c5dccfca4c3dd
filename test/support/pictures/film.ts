// An MP4 for tests: sound boxes around random samples, so that it is kept as bytes and cut by its content.
import { concat, utf8, type Bytes } from '../../../src/core/bytes.ts';
import { randomBytes, seededRandom } from './random.ts';

function box(type: string, ...body: readonly Uint8Array[]): Bytes {
  const payload = concat(utf8(type), ...body);
  const size = new DataView(new ArrayBuffer(4));
  size.setUint32(0, payload.length + 4);
  return concat(new Uint8Array(size.buffer), payload);
}

function fields(length: number, values: Readonly<Record<number, number>>): Bytes {
  const data = new DataView(new ArrayBuffer(length));
  for (const [at, value] of Object.entries(values)) data.setUint32(Number(at), value);
  return new Uint8Array(data.buffer);
}

/** Five seconds of 1920 × 1080 whose samples are noise. */
export function writeFilm(sampleBytes: number, seed = 1): Bytes {
  const header = box('mvhd', fields(100, { 12: 600, 16: 3000 }));
  const track = box('trak', box('tkhd', fields(84, { 76: 1920 * 65536, 80: 1080 * 65536 })));
  const samples = randomBytes(seededRandom(seed), sampleBytes);
  return concat(box('ftyp', utf8('isom'), new Uint8Array(4)), box('mdat', samples), box('moov', header, track));
}
