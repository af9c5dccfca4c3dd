// Toasts: what was just done (with Undo) and what went wrong. They stay until their time is over, longer when
// they carry an action, and errors stay until dismissed.
import { VaultError, type ErrorCode } from '../core/errors.ts';
import { state, type Toast } from './state.ts';
import { errorSentence } from './words.ts';

const plainMs = 5_000;
const actionMs = 12_000;
let nextId = 1;

export function toast(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): number {
  const item: Toast = { id: nextId++, tone: 'plain', text, ...options };
  // Two at most: a third would cover what it speaks about.
  state.toasts.set([...state.toasts.value.slice(-1), item]);
  if (item.tone === 'plain') setTimeout(() => dismissToast(item.id), item.action ? actionMs : plainMs);
  return item.id;
}

export function dismissToast(id: number): void {
  state.toasts.set(state.toasts.value.filter((item) => item.id !== id));
}

export function codeOf(error: unknown): ErrorCode {
  return error instanceof VaultError ? error.code : 'internal';
}

/** Says an error in words.ts's sentence; a person's own cancelling is not an error. */
export function showError(error: unknown): void {
  const code = typeof error === 'string' ? (error as ErrorCode) : codeOf(error);
  if (code === 'cancelled') return;
  if (code === 'internal') console.error(error);
  const sentence = errorSentence(code);
  toast(`${sentence.what} ${sentence.next}`, {
    tone: code === 'tag-mismatch' || code === 'pack-damaged' ? 'damaged' : 'attention',
  });
}
