// One photo being opened, as a state machine whose two pictures can never be mixed up: a *preview* that was checked
// against its seal, and the *original*, only after the vault said `original-verified`. A newer `show` cancels the
// older, and a picture whose photo proves damaged is closed, not shown (issue "View").
import type { ErrorCode } from '../../core/errors.ts';
import type { FileId, JobId } from '../../core/ids.ts';
import type { DrawNotice, MediaType } from '../../core/ports.ts';
import { codeOf } from '../../app/notices.ts';
import { Signal } from '../../app/signal.ts';
import type { Damage, OpenStage, Receipt, VaultApi } from '../../vault/api.ts';

export type Showing =
  | { readonly kind: 'opening' }
  | { readonly kind: 'preview'; readonly bitmap: ImageBitmap }
  | {
      readonly kind: 'original';
      readonly bitmap: ImageBitmap;
      readonly notices: readonly DrawNotice[];
      readonly decoder: string;
      readonly receipt: Receipt;
    }
  | { readonly kind: 'file'; readonly file: Blob; readonly type: MediaType; readonly receipt: Receipt }
  | { readonly kind: 'damaged'; readonly code: ErrorCode; readonly damage: Damage | undefined }
  | { readonly kind: 'failed'; readonly code: ErrorCode };

export interface PhotoState {
  readonly id: FileId;
  readonly showing: Showing;
  /** Blocks checked so far; kept once all are. */
  readonly blocks: { readonly done: number; readonly total: number; readonly mended: number } | undefined;
}

/** Failures that speak about the photo itself; the others are about the moment and can be tried again. */
const damaging: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'format',
  'tag-mismatch',
  'key-mismatch',
  'block-missing',
  'coverage',
  'file-mismatch',
  'signature',
  'seal-broken',
  'pack-damaged',
]);

type Opening = Pick<VaultApi, 'open' | 'cancelJob' | 'damage'>;

export class PhotoSession {
  readonly state = new Signal<PhotoState | undefined>(undefined);
  readonly #vault: () => Opening;
  #job: JobId | undefined;

  constructor(vault: () => Opening) {
    this.#vault = vault;
  }

  /** Opens a photo from the start; what was shown before goes at once. Resolves when nothing more will come. */
  async show(id: FileId): Promise<void> {
    this.close();
    const job = crypto.randomUUID() as string as JobId;
    this.#job = job;
    this.state.set({ id, showing: { kind: 'opening' }, blocks: undefined });
    try {
      await this.#vault().open(id, job, (stage) => this.#receive(id, job, stage));
    } catch (error) {
      await this.#fail(id, job, codeOf(error));
    } finally {
      if (this.#job === job) this.#job = undefined;
    }
  }

  /** Cancels what is under way and lets go of the picture. */
  close(): void {
    const job = this.#job;
    this.#job = undefined;
    if (job !== undefined) {
      // Cancelling what has just ended rejects `not-found`; either way nothing of it is shown any more.
      this.#vault()
        .cancelJob(job)
        .catch(() => undefined);
    }
    const before = this.state.value;
    this.state.set(undefined);
    release(before?.showing);
  }

  #receive(id: FileId, job: JobId, stage: OpenStage): void {
    if (this.#job !== job) {
      if (stage.stage === 'original-verified') stage.bitmap.close();
      return;
    }
    switch (stage.stage) {
      case 'preview-checked':
        void this.#showPreview(id, job, stage.webp);
        break;
      case 'blocks': {
        const now = this.state.value;
        if (now?.id === id) this.state.set({ ...now, blocks: stage });
        break;
      }
      case 'original-verified': {
        const { bitmap, notices, decoder, receipt } = stage;
        this.#replace(id, { kind: 'original', bitmap, notices, decoder, receipt });
        break;
      }
      case 'file-verified': {
        const { file, type, receipt } = stage;
        this.#replace(id, { kind: 'file', file, type, receipt });
        break;
      }
    }
  }

  /** Decoding takes a moment in which anything may have overtaken it: only an opening photo takes a preview. */
  async #showPreview(id: FileId, job: JobId, webp: Uint8Array): Promise<void> {
    let bitmap: ImageBitmap;
    try {
      bitmap = await createImageBitmap(new Blob([webp as Uint8Array<ArrayBuffer>]));
    } catch {
      // A preview that does not decode is only a slower start: the original follows.
      return;
    }
    const now = this.state.value;
    if (this.#job !== job || now?.showing.kind !== 'opening') {
      bitmap.close();
      return;
    }
    this.#replace(id, { kind: 'preview', bitmap });
  }

  async #fail(id: FileId, job: JobId, code: ErrorCode): Promise<void> {
    if (this.#job !== job) return;
    if (!damaging.has(code)) {
      this.#replace(id, { kind: 'failed', code });
      return;
    }
    // Said at once, and said fully when the vault has told which blocks.
    this.#replace(id, { kind: 'damaged', code, damage: undefined });
    const damage = await this.#vault()
      .damage(id)
      .catch(() => undefined);
    const now = this.state.value;
    if (this.#job === job && now?.showing.kind === 'damaged') this.#replace(id, { kind: 'damaged', code, damage });
  }

  #replace(id: FileId, showing: Showing): void {
    const before = this.state.value;
    this.state.set({ id, showing, blocks: before?.id === id ? before.blocks : undefined });
    release(before?.showing);
  }
}

function release(showing: Showing | undefined): void {
  if (showing?.kind === 'preview' || showing?.kind === 'original') showing.bitmap.close();
}
