// Posters of videos, made where a video can be played: on the page. After imports the vault names those that want
// one; each is opened verified, played unseen for one frame, drawn, and handed back to be sealed. One at a time, in
// the page's idle time, and given up after seconds: a poster is a comfort.
import { limits } from '../core/limits.ts';
import type { FileId, JobId } from '../core/ids.ts';
import { state } from './state.ts';
import { vault } from './vault-client.ts';

const stepDeadlineMs = 8_000;
/** A frame at the very start is often black. */
const intoVideo = 0.1;
const intoVideoMostS = 3;

interface Poster {
  readonly blob: Blob;
  readonly width: number;
  readonly height: number;
  readonly durationMs: number;
}

let started = false;
let running = false;
let again = false;
/** Videos this browser could not play; asked once per visit. */
const givenUp = new Set<FileId>();

/** Begins to watch for imports that end; later calls do nothing. */
export function startPosters(): void {
  if (started) return;
  started = true;
  let finished = 0;
  state.jobs.subscribe((jobs) => {
    const now = jobs.filter((job) => job.kind === 'import' && job.state !== 'running').length;
    if (now > finished) void makePosters();
    finished = now;
  });
  void makePosters();
}

async function makePosters(): Promise<void> {
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    for (const id of await vault().postersWanted()) {
      if (state.status.value?.phase !== 'open') return;
      if (givenUp.has(id)) continue;
      await idle();
      if (!(await makePoster(id))) givenUp.add(id);
    }
  } catch {
    // Locked, another tab writes, or the worker went: those places say so, and the next import asks again.
  } finally {
    running = false;
    if (again) {
      again = false;
      void makePosters();
    }
  }
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: 2_000 });
    else setTimeout(resolve, 200);
  });
}

/** @returns false where the video is damaged or cannot be played here */
async function makePoster(id: FileId): Promise<boolean> {
  const job = crypto.randomUUID() as string as JobId;
  let file: Blob | undefined;
  try {
    await vault().open(id, job, (stage) => {
      if (stage.stage === 'file-verified') file = stage.file;
      if (stage.stage === 'original-verified') stage.bitmap.close();
    });
  } catch {
    // Damaged or gone: its own page says so when it is opened.
    return false;
  }
  if (!file) return false;
  const poster = await drawPoster(file);
  if (!poster) return false;
  await vault().addPoster(id, poster.blob, poster.width, poster.height, poster.durationMs);
  return true;
}

/** @returns undefined where this browser cannot play it in time */
export async function drawPoster(file: Blob): Promise<Poster | undefined> {
  const video = document.createElement('video');
  const url = URL.createObjectURL(file);
  video.muted = true;
  video.playsInline = true;
  video.preload = 'auto';
  try {
    video.src = url;
    if (!(await happens(video, 'loadeddata'))) return undefined;
    const { videoWidth: width, videoHeight: height, duration } = video;
    if (width === 0 || height === 0) return undefined;
    if (Number.isFinite(duration) && duration > 0) {
      video.currentTime = Math.min(duration * intoVideo, intoVideoMostS);
      await happens(video, 'seeked');
    }
    const scale = Math.min(1, limits.previewEdgePx / Math.max(width, height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', 0.8));
    canvas.width = 0;
    return blob
      ? { blob, width, height, durationMs: Number.isFinite(duration) ? Math.round(duration * 1000) : 0 }
      : undefined;
  } finally {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}

function happens(video: HTMLVideoElement, event: 'loadeddata' | 'seeked'): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (well: boolean) => (): void => {
      clearTimeout(deadline);
      resolve(well);
    };
    const deadline = setTimeout(done(false), stepDeadlineMs);
    video.addEventListener(event, done(true), { once: true });
    video.addEventListener('error', done(false), { once: true });
  });
}
