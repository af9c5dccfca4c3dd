// Looking at photos: openings that can be called off by their job id, what is wrong with a photo, what is inside it.
import { isVaultError, VaultError, type ErrorCode } from '../core/errors.ts';
import type { FileId, JobId } from '../core/ids.ts';
import type { Codec } from '../core/ports.ts';
import type { Damage, OpenStage } from './api.ts';
import type { Caretaker } from './caretaker.ts';
import { assessDamage, isDamage, openPhoto } from './open-photo.ts';
import type { OpenVault } from './open-vault.ts';
import { readRecipe } from './read-photo.ts';

export class Viewing {
  private readonly openings = new Map<JobId, AbortController>();

  constructor(
    private readonly vault: () => OpenVault,
    private readonly codec: Codec,
    private readonly caretaker: Caretaker,
  ) {}

  async open(id: FileId, job: JobId, onStage: (stage: OpenStage) => void): Promise<void> {
    const abort = new AbortController();
    this.openings.set(job, abort);
    try {
      await openPhoto(this.vault(), this.codec, id, abort.signal, onStage, () => {
        this.caretaker.verdict(id, true);
      });
      this.caretaker.verdict(id, false);
    } catch (error) {
      // Its recipe or its log may be what broke: importing the file again heals only what is known to be damaged.
      if (isVaultError(error) && (isDamage(error) || error.code === 'signature')) this.caretaker.verdict(id, true);
      throw error;
    } finally {
      this.openings.delete(job);
    }
  }

  /** @returns false where no such opening is under way */
  cancel(job: JobId): boolean {
    const opening = this.openings.get(job);
    opening?.abort(new VaultError('cancelled', 'no longer looked at'));
    return opening !== undefined;
  }

  cancelAll(code: ErrorCode): void {
    for (const opening of this.openings.values()) opening.abort(new VaultError(code, 'viewing ended'));
  }

  /** @returns undefined where every block holds */
  async damage(id: FileId): Promise<Damage | undefined> {
    const vault = this.vault();
    const entry = vault.entry(id);
    try {
      const recipe = await readRecipe(vault, entry.entry.recipe);
      const damage = await assessDamage(vault, this.codec, entry, recipe);
      return damage.failed.length === 0 ? undefined : damage;
    } catch (error) {
      if (!isVaultError(error)) throw error;
      // The recipe itself is unreadable: the photo fails as a whole.
      const { width, height } = entry;
      return { id, total: 1, failed: [{ block: 0, code: error.code }], width, height };
    }
  }
}
