// What was dropped or pasted and waits for the import sheet to ask about it; also the one place that reads drops and
// pastes of the whole window.
import { filesFromDrop, filesFromPaste, type Intake, type IntakeWatch } from '../../app/file-intake.ts';
import { showError } from '../../app/notices.ts';
import { navigate } from '../../app/routes.ts';
import { Signal } from '../../app/signal.ts';

/** A folder being read, or the files that were found. */
export type Pending =
  | { readonly step: 'reading'; readonly files: number; readonly bytes: number; readonly stop: () => void }
  | { readonly step: 'read'; readonly intake: Intake };

/** Undefined while nothing waits: the sheet offers its ways in. */
export const pending = new Signal<Pending | undefined>(undefined);

/** Reads files in the background and says how far it is; opens the sheet. A newer reading replaces an older. */
export async function takeIn(read: (watch: IntakeWatch) => Promise<Intake>): Promise<void> {
  forgetPending();
  const stopper = new AbortController();
  const { signal } = stopper;
  const reading = (files: number, bytes: number): void => {
    if (!signal.aborted) pending.set({ step: 'reading', files, bytes, stop: () => stopper.abort() });
  };
  // Begun before anything else: a drop's files are gone when its event is over.
  const result = read({ signal, found: reading });
  reading(0, 0);
  navigate({ page: 'import' });
  try {
    const intake = await result;
    if (signal.aborted) return;
    pending.set(intake.files.length + intake.unreadable.length > 0 ? { step: 'read', intake } : undefined);
  } catch (error) {
    if (signal.aborted) return;
    pending.set(undefined);
    showError(error);
  }
}

export function forgetPending(): void {
  const now = pending.value;
  if (now?.step === 'reading') now.stop();
  pending.set(undefined);
}

/** Whether a drag carries files, and not a piece of the page itself. */
function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') === true;
}

/**
 * Takes files that are dropped on or pasted into the window.
 *
 * @returns ends it
 */
export function installDropAndPaste(target: Window): () => void {
  const end = new AbortController();
  const options = { signal: end.signal };
  const veil = target.document.createElement('tessera-drop-veil');
  let inside = 0;
  const hide = (): void => {
    inside = 0;
    veil.remove();
  };
  target.addEventListener(
    'dragenter',
    (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      inside += 1;
      if (!veil.isConnected) target.document.body.append(veil);
    },
    options,
  );
  target.addEventListener(
    'dragleave',
    (event) => {
      if (!hasFiles(event)) return;
      inside -= 1;
      if (inside <= 0) hide();
    },
    options,
  );
  target.addEventListener(
    'dragover',
    (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    },
    options,
  );
  target.addEventListener(
    'drop',
    (event) => {
      const { dataTransfer } = event;
      if (!dataTransfer || !hasFiles(event)) return;
      event.preventDefault();
      hide();
      void takeIn((watch) => filesFromDrop(dataTransfer, watch));
    },
    options,
  );
  target.addEventListener(
    'paste',
    (event) => {
      const from = event.composedPath()[0];
      if (from instanceof HTMLInputElement || from instanceof HTMLTextAreaElement) return;
      const { clipboardData } = event;
      if (!clipboardData || clipboardData.files.length === 0) return;
      event.preventDefault();
      const files = filesFromPaste(clipboardData, Date.now());
      void takeIn(async () => ({ files, unreadable: [] }));
    },
    options,
  );
  return () => {
    end.abort();
    hide();
  };
}
