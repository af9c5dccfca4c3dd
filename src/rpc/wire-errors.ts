// How errors cross a worker boundary. Comlink alone turns every error into a bare Error with a message; this
// replaces its `throw` handler with one that keeps a VaultError's code and detail (style.md, traps).
import { transferHandlers } from 'comlink';
import { VaultError, type ErrorCode } from '../core/errors.ts';

interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly detail: Readonly<Record<string, string | number>>;
}

/** What Comlink hands to a `throw` handler: the thrown value in a box that carries a private marker. */
interface Thrown {
  readonly value: unknown;
}

function named(value: unknown, name: string): boolean {
  return value instanceof Error && value.name === name;
}

/** Every thrown value as a VaultError; what nobody foresaw becomes `internal` with its cause. */
export function asVaultError(value: unknown): VaultError {
  if (value instanceof VaultError) return value;
  const message = value instanceof Error ? value.message : String(value);
  if (named(value, 'AbortError')) return new VaultError('cancelled', message, {}, { cause: value });
  if (named(value, 'QuotaExceededError')) return new VaultError('quota', message, {}, { cause: value });
  return new VaultError('internal', message, {}, { cause: value });
}

let installed = false;

/** Both ends of every connection call this; the second call does nothing. */
export function installErrorTransport(): void {
  if (installed) return;
  const comlinks = transferHandlers.get('throw');
  if (comlinks === undefined) throw new VaultError('internal', 'Comlink has no throw handler');
  transferHandlers.set('throw', {
    canHandle: (value: unknown): value is Thrown => comlinks.canHandle(value),
    serialize: (thrown: unknown): [WireError, Transferable[]] => {
      const { code, message, detail } = asVaultError((thrown as Thrown).value);
      return [{ code, message, detail }, []];
    },
    deserialize: (wire: unknown): never => {
      const { code, message, detail } = wire as WireError;
      throw new VaultError(code, message, detail);
    },
  });
  installed = true;
}
