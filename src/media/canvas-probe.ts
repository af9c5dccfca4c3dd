// Whether this browser's canvas gives back the pixels that were put into it. Some add noise to what is read, as a
// guard against fingerprinting; thumbnails made from such a canvas would be stored noise (design §3).

let faithful: boolean | undefined;

/** Asked once per worker: opaque pixels of every level go in and must come out. */
export function canvasIsFaithful(): boolean {
  faithful ??= probe();
  return faithful;
}

function probe(): boolean {
  const edge = 32;
  const context = new OffscreenCanvas(edge, edge).getContext('2d', { willReadFrequently: true });
  if (context === null) return false;
  const known = context.createImageData(edge, edge);
  for (let at = 0; at < known.data.length; at += 4) {
    const pixel = at / 4;
    known.data.set([pixel & 255, (pixel * 7) & 255, (pixel * 31) & 255, 255], at);
  }
  context.putImageData(known, 0, 0);
  const read = context.getImageData(0, 0, edge, edge).data;
  return known.data.every((value, at) => value === read[at]);
}
