// The one observable of the page: a value and who wants to hear of its changes. Elements watch signals through
// `ui/kit/watch.ts`; only `state.ts` makes them.

export interface Readable<Value> {
  readonly value: Value;
  /** @returns ends the subscription */
  subscribe(listener: (value: Value) => void): () => void;
}

export class Signal<Value> implements Readable<Value> {
  #value: Value;
  readonly #listeners = new Set<(value: Value) => void>();

  constructor(value: Value) {
    this.#value = value;
  }

  get value(): Value {
    return this.#value;
  }

  set(value: Value): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener(value);
  }

  subscribe(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
