// Recipes: one byte form, every field checked, hostile bytes refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCbor, encodeCbor, type Cbor } from '../../../src/core/cbor.ts';
import {
  checkRecipe,
  decodeRecipe,
  encodeRecipe,
  joinRecipe,
  splitRecipe,
  type Recipe,
  type RecipeBlock,
} from '../../../src/core/catalog/recipe.ts';
import { isVaultError } from '../../../src/core/errors.ts';
import { limits } from '../../../src/core/limits.ts';
import { kinds, methods } from '../../../src/core/segment/segmenter.ts';
import { blockRef, epochId, noise } from './samples.ts';

const tile = (number: number): RecipeBlock => ({ ref: blockRef(number, kinds.rasterTile), epoch: 0 });

function recipe(blocks: readonly RecipeBlock[], changes: Partial<Recipe> = {}): Recipe {
  return {
    size: 5_000_000,
    sha256: noise(1, 32),
    method: methods.rasterTiles,
    frame: { inline: noise(2, 100) },
    blocks,
    epochs: [epochId(0)],
    ...changes,
  };
}

const code = (expected: string) => expect.objectContaining({ code: expected });

/** The recipe's map with some fields replaced or, where undefined, left out. */
function forged(changes: Readonly<Record<string, Cbor | undefined>>): Uint8Array {
  const map = decodeCbor(encodeRecipe(recipe([tile(1), tile(2)])), limits.recipeBytes) as Record<string, Cbor>;
  const fields = Object.entries({ ...map, ...changes }).filter(
    (field): field is [string, Cbor] => field[1] !== undefined,
  );
  return encodeCbor(Object.fromEntries(fields));
}

const block: fc.Arbitrary<RecipeBlock> = fc.oneof(
  fc.tuple(fc.nat(999), fc.nat(1)).map(([n, epoch]): RecipeBlock => ({ ref: blockRef(n, kinds.rasterTile), epoch })),
  fc
    .uint8Array({ minLength: 1, maxLength: 64 })
    .map((bytes): RecipeBlock => ({ inline: new Uint8Array(bytes), kind: kinds.gridCell })),
);

describe('a recipe', () => {
  it('comes back as it was written, inline blocks in their places', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 30 }), fc.boolean(), (blocks, cut) => {
        const parts = [1, 2].map((n) => blockRef(n, kinds.part, 5000));
        const written = recipe(blocks, {
          epochs: [epochId(0), epochId(1)],
          ...(cut ? { frame: { refs: parts, size: 10_000 }, fallback: 'larger' } : {}),
        });
        const bytes = encodeRecipe(written);
        expect(decodeRecipe(bytes)).toEqual(written);
        expect(encodeRecipe(decodeRecipe(bytes))).toEqual(bytes);
      }),
    );
  });

  it('of a 12 MP photo takes about 15 KB', () => {
    const bytes = encodeRecipe(recipe(Array.from({ length: 192 }, (_, n) => tile(n))));
    expect(bytes.length).toBeLessThan(15_000);
  });

  it('is split into pieces and joined again, and not from pieces that are cut short', () => {
    const bytes = encodeRecipe(recipe(Array.from({ length: 8000 }, (_, n) => tile(n))));
    const pieces = splitRecipe(bytes);
    expect(pieces).toHaveLength(2);
    expect(pieces.every((piece) => piece.length <= limits.recipeBytes)).toBe(true);
    expect(joinRecipe(pieces, bytes.length)).toEqual(bytes);
    expect(() => joinRecipe(pieces.slice(1), bytes.length)).toThrow(code('coverage'));
  });

  it('is refused where chunks do not add up to the file', () => {
    const chunks = [1, 2].map((n): RecipeBlock => ({ ref: blockRef(n, kinds.chunks, 500), epoch: 0 }));
    const whole = recipe(chunks, { method: methods.chunks, size: 1000, frame: { inline: new Uint8Array() } });
    expect(() => checkRecipe(whole)).not.toThrow();
    expect(() => checkRecipe({ ...whole, size: 1001 })).toThrow(code('coverage'));
    expect(() => checkRecipe({ ...whole, blocks: chunks.slice(1) })).toThrow(code('coverage'));
  });

  it('is refused where its frame does not add up', () => {
    const refs = [blockRef(1, kinds.part, 5000)];
    expect(() => checkRecipe(recipe([], { frame: { refs, size: 5001 } }))).toThrow(code('coverage'));
  });

  it.each<[string, Partial<Recipe>, string]>([
    ['a block of an epoch it does not name', { blocks: [{ ref: blockRef(1, kinds.rasterTile), epoch: 1 }] }, 'format'],
    ['a thumbnail among its blocks', { blocks: [{ ref: blockRef(1, kinds.thumbnail), epoch: 0 }] }, 'format'],
    ['a tile in a file of chunks', { method: methods.chunks, blocks: [tile(1)], size: 1001 }, 'format'],
    ['an empty inline block', { blocks: [{ inline: new Uint8Array(), kind: kinds.rasterTile }] }, 'limit'],
    ['a large inline block', { blocks: [{ inline: new Uint8Array(4097), kind: kinds.rasterTile }] }, 'limit'],
    ['a large inline frame', { frame: { inline: new Uint8Array(4097) } }, 'limit'],
    ['a frame of another kind', { frame: { refs: [blockRef(1, kinds.chunks, 5)], size: 5 } }, 'format'],
    ['no epoch', { epochs: [] }, 'limit'],
    ['an epoch twice', { epochs: [epochId(1), epochId(1)] }, 'format'],
    ['an impossible size', { size: limits.fileBytes + 1 }, 'limit'],
    ['half a byte', { size: 0.5 }, 'format'],
    ['a short hash', { sha256: noise(1, 31) }, 'format'],
  ])('is refused with %s', (_, changes, expected) => {
    expect(() => checkRecipe(recipe([tile(1)], changes))).toThrow(code(expected));
    expect(() => encodeRecipe(recipe([tile(1)], changes))).toThrow(code(expected));
  });

  it.each<[string, Readonly<Record<string, Cbor | undefined>>, string]>([
    ['a newer version', { v: 2 }, 'version'],
    ['an unknown method', { method: 99 }, 'version'],
    ['an unknown field', { extra: 1 }, 'format'],
    ['no frame', { frame: undefined }, 'format'],
    ['references of another width', { refs: new Uint8Array(73) }, 'format'],
    ['a reference of no length', { refs: new Uint8Array(74) }, 'format'],
    ['an inline block after a gap', { inline: [[5, kinds.rasterTile, Uint8Array.of(1)]] }, 'format'],
    [
      'two inline blocks in one place',
      { inline: [0, 0].map((n) => [n, kinds.rasterTile, Uint8Array.of(1)]) },
      'format',
    ],
    ['a negative place', { inline: [[-1, kinds.rasterTile, Uint8Array.of(1)]] }, 'format'],
    ['an unknown kind', { inline: [[0, 77, Uint8Array.of(1)]] }, 'format'],
    ['a short epoch', { epochs: [noise(1, 31)] }, 'format'],
    ['too many epochs', { epochs: Array.from({ length: 17 }, (_, n) => noise(n, 32)) }, 'format'],
  ])('is not read with %s', (_, changes, expected) => {
    expect(() => decodeRecipe(forged(changes))).toThrow(code(expected));
  });

  it('read from altered or random bytes throws VaultError or reads as another canonical recipe', () => {
    const sound = encodeRecipe(recipe([tile(1), { inline: noise(3, 20), kind: kinds.rasterTile }, tile(2)]));
    const altered = fc.tuple(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, mask]) => {
      const bytes = sound.slice();
      bytes[at] = (bytes[at] as number) ^ mask;
      return bytes;
    });
    fc.assert(
      fc.property(
        fc.oneof(
          altered,
          fc.nat(sound.length).map((end) => sound.slice(0, end)),
          fc.uint8Array(),
        ),
        (bytes) => {
          try {
            expect(encodeRecipe(decodeRecipe(bytes))).toEqual(new Uint8Array(bytes));
          } catch (error) {
            expect(isVaultError(error)).toBe(true);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});
