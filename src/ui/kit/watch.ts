// Ties signals to an element: it renders again when one of them changes, and only while it is in the page.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Readable } from '../../app/signal.ts';

export class Watch implements ReactiveController {
  #ends: (() => void)[] = [];
  readonly #signals: readonly Readable<unknown>[];

  constructor(
    private readonly host: ReactiveControllerHost,
    ...signals: readonly Readable<unknown>[]
  ) {
    this.#signals = signals;
    host.addController(this);
  }

  hostConnected(): void {
    this.#ends = this.#signals.map((signal) => signal.subscribe(() => this.host.requestUpdate()));
    this.host.requestUpdate();
  }

  hostDisconnected(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
  }
}
