// Looks at one pack's file and says what is wrong with it; used by both stores' `check` (scrub) and index rebuild.
import { equalBytes, type Bytes } from '../core/bytes.ts';
import { isVaultError } from '../core/errors.ts';
import { packName, readPackRows } from '../core/pack/pack.ts';

/** Whether the file still hashes to its pack's name, and whether its trailer reads. */
export async function checkPackFile(
  name: Bytes,
  file: Blob | undefined,
): Promise<{ intact: boolean; trailer: boolean }> {
  if (file === undefined) return { intact: false, trailer: false };
  const found = await orUndefined(() => packName(file));
  const rows = await orUndefined(() => readPackRows(file));
  return { intact: found !== undefined && equalBytes(found, name), trailer: rows !== undefined };
}

/** Damage becomes undefined; any other failure is the caller's to hear. */
export async function orUndefined<Result>(look: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await look();
  } catch (error) {
    const damage = ['pack-damaged', 'format', 'version', 'limit'] as const;
    if (damage.some((code) => isVaultError(error, code))) return undefined;
    throw error;
  }
}
