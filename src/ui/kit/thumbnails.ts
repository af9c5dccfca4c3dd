// Object URLs of checked thumbnails for pages that show a handful of them (album covers, damaged photos). Each is
// revoked with the element that asked.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { showError } from '../../app/notices.ts';
import { vault } from '../../app/vault-client.ts';
import type { FileId } from '../../core/ids.ts';

export class Thumbnails implements ReactiveController {
  readonly #urls = new Map<FileId, string | undefined>();

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** The picture's URL; undefined while it is not here, or where there is none. */
  url(id: FileId): string | undefined {
    return this.#urls.get(id);
  }

  /** Fetches those not fetched yet; the host renders again when they are here. */
  async want(ids: readonly FileId[]): Promise<void> {
    const missing = ids.filter((id) => !this.#urls.has(id));
    if (missing.length === 0) return;
    for (const id of missing) this.#urls.set(id, undefined);
    try {
      const pictures = await vault().thumbnails(missing);
      missing.forEach((id, at) => {
        const bytes = pictures[at];
        if (bytes && this.#urls.has(id)) {
          this.#urls.set(id, URL.createObjectURL(new Blob([bytes], { type: 'image/webp' })));
        }
      });
      this.host.requestUpdate();
    } catch (error) {
      for (const id of missing) this.#urls.delete(id);
      showError(error);
    }
  }

  hostDisconnected(): void {
    for (const url of this.#urls.values()) if (url) URL.revokeObjectURL(url);
    this.#urls.clear();
  }
}
