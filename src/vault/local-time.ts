// Capture times are wall-clock times without a zone: milliseconds since 1970 had the wall clock shown UTC, as a
// camera writes them. A file's own time is an instant and becomes one by this device's zone.

/** @param instantMs  ms since 1970 UTC */
export function localWallMs(instantMs: number): number {
  return instantMs - new Date(instantMs).getTimezoneOffset() * 60_000;
}
