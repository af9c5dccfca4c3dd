// Real photos, where shared/photos lies beside the checkout: the same tests run on them too.
import { commands } from 'vitest/browser';
import type { Bytes } from '../../src/core/bytes.ts';

const folder = '../shared/photos';

/** @returns undefined where the folder is not beside this checkout */
export async function sharedPhoto(path: string): Promise<Bytes | undefined> {
  try {
    const coded = await commands.readFile(`${folder}/${path}`, 'base64');
    return Uint8Array.from(atob(coded), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
