// Which photos come before and after one, in the order the person came from; their thumbnails are fetched ahead, and
// nothing more of them, so that a quick walk through the library opens only where it stops.
import { vault } from '../../app/vault-client.ts';
import { isVaultError } from '../../core/errors.ts';
import type { FileId } from '../../core/ids.ts';
import type { LibrarySession } from '../photos/library-session.ts';

export interface Neighbours {
  readonly previous: FileId | undefined;
  readonly next: FileId | undefined;
  readonly index: number;
  readonly count: number;
}

export async function findNeighbours(session: LibrarySession, id: FileId): Promise<Neighbours> {
  await session.ready();
  const answer = session.answer.value;
  const nobody = { previous: undefined, next: undefined, index: -1, count: answer?.view.count ?? 0 };
  if (!answer) return nobody;
  try {
    const index = await vault().indexOf(answer.view.query, id);
    if (index < 0) return nobody;
    await answer.rows.load(Math.max(0, index - 1), Math.min(answer.view.count, index + 2));
    const previous = answer.rows.row(index - 1)?.id;
    const next = answer.rows.row(index + 1)?.id;
    session.thumbnails.want([next, previous].filter((one) => one !== undefined));
    return { previous, next, index, count: answer.view.count };
  } catch (error) {
    // The library moved on: a new answer is on its way and the page asks again with it.
    if (isVaultError(error)) return nobody;
    throw error;
  }
}
