// Tells the vault that somebody is here: its idle lock counts in the worker, where a sleeping page cannot stop it.
import { state } from './state.ts';
import { vault } from './vault-client.ts';

const everyMs = 10_000;
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** @returns stops watching */
export function watchForLife(target: EventTarget, now: () => number): () => void {
  let lastMs = -Infinity;
  const touch = (): void => {
    if (state.status.value?.phase !== 'open' || now() - lastMs < everyMs) return;
    lastMs = now();
    // A lock that wins the race is no error: the page shows it.
    vault()
      .touch()
      .catch(() => undefined);
  };
  for (const sign of signs) target.addEventListener(sign, touch, { passive: true, capture: true });
  return () => {
    for (const sign of signs) target.removeEventListener(sign, touch, { capture: true });
  };
}
