// Pointers over the viewer, told apart: one finger or the mouse pans (or swipes while the picture is whole), two
// fingers pinch, two quick taps zoom, the wheel zooms where it points. What they mean is the canvas's business.

export interface PointerMeaning {
  isWhole(): boolean;
  pan(x: number, y: number): void;
  zoomAt(factor: number, x: number, y: number): void;
  doubleTap(x: number, y: number): void;
  /** 1: to the next, −1: to the previous. */
  swipe(direction: 1 | -1): void;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

const tapPx = 10;
const doubleTapMs = 320;
const swipePx = 60;

export class CanvasPointers {
  readonly #element: HTMLElement;
  readonly #meaning: PointerMeaning;
  readonly #points = new Map<number, Point>();
  readonly #end = new AbortController();
  #start: Point | undefined;
  #moved = false;
  #pinched = false;
  #lastTap: { readonly at: number; readonly point: Point } | undefined;

  constructor(element: HTMLElement, meaning: PointerMeaning) {
    this.#element = element;
    this.#meaning = meaning;
    const { signal } = this.#end;
    element.addEventListener('pointerdown', this.#down, { signal });
    element.addEventListener('pointermove', this.#move, { signal });
    element.addEventListener('pointerup', this.#up, { signal });
    element.addEventListener('pointercancel', this.#cancel, { signal });
    element.addEventListener('wheel', this.#wheel, { signal, passive: false });
  }

  dispose(): void {
    this.#end.abort();
    this.#points.clear();
  }

  #at(event: MouseEvent): Point {
    const box = this.#element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  readonly #down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.#element.setPointerCapture(event.pointerId);
    const point = this.#at(event);
    this.#points.set(event.pointerId, point);
    if (this.#points.size === 1) {
      this.#start = point;
      this.#moved = false;
      this.#pinched = false;
    } else {
      this.#pinched = true;
    }
  };

  readonly #move = (event: PointerEvent): void => {
    const before = this.#points.get(event.pointerId);
    if (!before) return;
    const point = this.#at(event);
    const other = [...this.#points].find(([id]) => id !== event.pointerId)?.[1];
    this.#points.set(event.pointerId, point);
    if (this.#start && Math.hypot(point.x - this.#start.x, point.y - this.#start.y) > tapPx) this.#moved = true;
    if (other) {
      const from = Math.hypot(before.x - other.x, before.y - other.y);
      const to = Math.hypot(point.x - other.x, point.y - other.y);
      if (from > 0) this.#meaning.zoomAt(to / from, (point.x + other.x) / 2, (point.y + other.y) / 2);
      this.#meaning.pan((point.x - before.x) / 2, (point.y - before.y) / 2);
    } else if (!this.#meaning.isWhole()) {
      this.#meaning.pan(point.x - before.x, point.y - before.y);
    }
  };

  readonly #up = (event: PointerEvent): void => {
    const point = this.#points.get(event.pointerId);
    this.#points.delete(event.pointerId);
    const start = this.#start;
    if (!point || !start || this.#points.size > 0 || this.#pinched) return;
    if (!this.#moved) {
      this.#tap(point, event.timeStamp);
      return;
    }
    const across = point.x - start.x;
    if (this.#meaning.isWhole() && Math.abs(across) > swipePx && Math.abs(across) > 1.5 * Math.abs(point.y - start.y)) {
      this.#meaning.swipe(across < 0 ? 1 : -1);
    }
  };

  readonly #cancel = (event: PointerEvent): void => {
    this.#points.delete(event.pointerId);
  };

  #tap(point: Point, at: number): void {
    const last = this.#lastTap;
    if (last && at - last.at < doubleTapMs && Math.hypot(point.x - last.point.x, point.y - last.point.y) < 3 * tapPx) {
      this.#lastTap = undefined;
      this.#meaning.doubleTap(point.x, point.y);
    } else {
      this.#lastTap = { at, point };
    }
  }

  readonly #wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const { x, y } = this.#at(event);
    // A line is about 16 px; a pinch on a trackpad comes as a wheel with ctrl and small steps.
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const step = Math.max(-120, Math.min(120, event.deltaY * lines));
    this.#meaning.zoomAt(Math.exp(-step / (event.ctrlKey ? 90 : 300)), x, y);
  };
}
