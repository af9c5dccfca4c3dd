// Pointers on the grid, told apart: a click opens, a press held (touch) or a drag (mouse) sweeps a selection that
// scrolls on at the edges, two fingers or ctrl and the wheel change the tile size. Emits intents; photo-grid.ts
// decides what they mean for the selection.

export interface GestureTarget {
  /** The photo at a point of the screen; `nearest` while sweeping, when gaps count as their neighbours. */
  photoAt(clientX: number, clientY: number, nearest: boolean): number;
  /** A finished press without movement. */
  tap(photo: number, event: PointerEvent): void;
  sweepStart(photo: number): void;
  sweepTo(photo: number): void;
  sweepEnd(): void;
  scrollBy(px: number): void;
  /** @param factor  above 1 makes tiles larger */
  zoom(factor: number): void;
}

const holdMs = 420;
const dragPx = 8;
const edgePx = 72;
const edgeSpeedPx = 22;

export class GridGestures {
  readonly #element: HTMLElement;
  readonly #target: GestureTarget;
  #press: { id: number; x: number; y: number; photo: number; touch: boolean } | undefined;
  #hold: ReturnType<typeof setTimeout> | undefined;
  #sweeping = false;
  #pointer = { x: 0, y: 0 };
  #frame = 0;
  #pinch = 0;
  readonly #end = new AbortController();

  constructor(element: HTMLElement, target: GestureTarget) {
    this.#element = element;
    this.#target = target;
    const { signal } = this.#end;
    element.addEventListener('pointerdown', this.#down, { signal });
    element.addEventListener('pointermove', this.#move, { signal });
    element.addEventListener('pointerup', this.#up, { signal });
    element.addEventListener('pointercancel', this.#cancel, { signal });
    element.addEventListener('lostpointercapture', this.#cancel, { signal });
    element.addEventListener('contextmenu', this.#menu, { signal });
    element.addEventListener('wheel', this.#wheel, { signal, passive: false });
    // Not passive: a sweep or pinch must stop the browser's own scrolling and zooming.
    element.addEventListener('touchmove', this.#touch, { signal, passive: false });
    element.addEventListener('touchend', this.#touchEnd, { signal });
  }

  dispose(): void {
    this.#end.abort();
    this.#stop();
  }

  readonly #down = (event: PointerEvent): void => {
    if (event.button !== 0 || !event.isPrimary) {
      this.#stop();
      return;
    }
    const target = event.target;
    if (target instanceof Element && target.closest('button')) return;
    const photo = this.#target.photoAt(event.clientX, event.clientY, false);
    const touch = event.pointerType === 'touch';
    // A mouse may begin to sweep between tiles as well; a finger there only scrolls.
    const from = photo >= 0 || touch ? photo : this.#target.photoAt(event.clientX, event.clientY, true);
    this.#press = { id: event.pointerId, x: event.clientX, y: event.clientY, photo: from, touch };
    this.#pointer = { x: event.clientX, y: event.clientY };
    if (touch && photo >= 0) this.#hold = setTimeout(() => this.#begin(), holdMs);
  };

  readonly #move = (event: PointerEvent): void => {
    if (this.#press?.id !== event.pointerId) return;
    this.#pointer = { x: event.clientX, y: event.clientY };
    if (!this.#sweeping) {
      const far = Math.hypot(event.clientX - this.#press.x, event.clientY - this.#press.y) > dragPx;
      if (!far) return;
      if (this.#press.touch) this.#stop();
      else this.#begin();
    }
    if (this.#sweeping) this.#target.sweepTo(this.#target.photoAt(event.clientX, event.clientY, true));
  };

  readonly #up = (event: PointerEvent): void => {
    const press = this.#press;
    if (press?.id !== event.pointerId) return;
    const wasSweeping = this.#sweeping;
    this.#stop();
    if (wasSweeping) return;
    const photo = this.#target.photoAt(event.clientX, event.clientY, false);
    if (photo >= 0 && photo === press.photo) this.#target.tap(photo, event);
  };

  readonly #cancel = (event: PointerEvent): void => {
    if (this.#press?.id === event.pointerId) this.#stop();
  };

  #begin(): void {
    const press = this.#press;
    if (!press || press.photo < 0) return;
    clearTimeout(this.#hold);
    this.#sweeping = true;
    this.#element.setPointerCapture(press.id);
    navigator.vibrate?.(10);
    this.#target.sweepStart(press.photo);
    this.#frame = requestAnimationFrame(this.#scrollAtEdge);
  }

  #stop(): void {
    clearTimeout(this.#hold);
    cancelAnimationFrame(this.#frame);
    const sweeping = this.#sweeping;
    this.#sweeping = false;
    this.#press = undefined;
    if (sweeping) this.#target.sweepEnd();
  }

  readonly #scrollAtEdge = (): void => {
    if (!this.#sweeping) return;
    const box = this.#element.getBoundingClientRect();
    const above = box.top + edgePx - this.#pointer.y;
    const below = this.#pointer.y - (box.bottom - edgePx);
    const depth = above > 0 ? -above : below > 0 ? below : 0;
    if (depth !== 0) {
      this.#target.scrollBy((Math.max(-1, Math.min(1, depth / edgePx)) * edgeSpeedPx) | 0);
      this.#target.sweepTo(this.#target.photoAt(this.#pointer.x, this.#pointer.y, true));
    }
    this.#frame = requestAnimationFrame(this.#scrollAtEdge);
  };

  /** A held finger opens the browser's own menu on some phones; here it selects. */
  readonly #menu = (event: Event): void => {
    if (this.#press?.touch || this.#sweeping) event.preventDefault();
  };

  readonly #wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.#target.zoom(Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 200));
  };

  readonly #touch = (event: TouchEvent): void => {
    const [one, two] = event.touches;
    if (one && two) {
      event.preventDefault();
      const distance = Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
      if (this.#pinch > 0) this.#target.zoom(distance / this.#pinch);
      this.#pinch = distance;
    } else if (this.#sweeping && event.cancelable) {
      event.preventDefault();
    }
  };

  readonly #touchEnd = (): void => {
    this.#pinch = 0;
  };
}
