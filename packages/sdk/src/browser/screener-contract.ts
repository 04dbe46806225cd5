import type { DevicePolicy, Limits } from '@safeupload/sdk/core';
import type { ScreenProgress } from '../worker/protocol.js';
import type { Screened } from '../worker/screened.js';

export type { ScreenProgress, Stage } from '../worker/protocol.js';
export type { Screened, Timings } from '../worker/screened.js';

/** What {@link createScreener} is made with. Only `assets` is needed. */
export interface ScreenerOptions {
  /** Address of the folder `safeupload-assets` filled, on the page's own origin, for instance `/safe-upload/`. */
  readonly assets: string | URL;
  /** Makes the worker, where a bundler shall: `() => new Worker(new URL('…', import.meta.url), { type: 'module' })`. */
  readonly worker?: () => Worker;
  /** Used by `screen` and `prefetch` where they are given none; the bundled default otherwise. */
  readonly policy?: DevicePolicy;
  /** After how long without work the worker is ended, in ms; 60,000 by default. It starts again when needed. */
  readonly idleMs?: number;
  /** How long the worker may take to start, in ms; 15,000 by default. */
  readonly startMs?: number;
  /** How long the worker may be silent while it works, in ms; 15,000 by default. */
  readonly silentMs?: number;
  /** How long the worker may take to stop a picture before it is replaced, in ms; 2,000 by default. */
  readonly cancelMs?: number;
  /** After how many pictures the worker is replaced by a fresh one; 100 by default. */
  readonly picturesPerWorker?: number;
  /** Other limits than `intakeLimits` and `wireLimits`. */
  readonly limits?: { readonly intake?: Partial<Limits>; readonly wire?: Partial<Limits> };
}

/** Screens pictures on the device, in one worker, one after the other; much smaller ones beside a large one. */
export interface Screener {
  /** The policy used where a call gives none. */
  readonly policy: DevicePolicy;
  /**
   * Prepares and measures a file and decides; needs no server, changes nothing, may be called any number of times.
   * Rejects with a `SafeUploadError`: the file cannot be used (`empty-file`, `format-…`, `too-many-…`, …), could not be
   * screened (`insecure-context`, `worker-…`, `assets-…`, `model-failed`, `out-of-memory`, `decode-failed`, …), or the
   * caller stopped it (`aborted`, `disposed`). Resolves where only a part was not possible, with the gaps in the evidence.
   */
  screen(
    file: Blob,
    options?: {
      readonly policy?: DevicePolicy;
      readonly signal?: AbortSignal;
      readonly onProgress?: (progress: ScreenProgress) => void;
    },
  ): Promise<Screened>;
  /** Starts the worker and opens the first model, so that the first picture does not wait. Rejects as `screen` does. */
  prefetch(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /**
   * Leaves nothing in memory of pictures that were screened: their evidence is remembered until then, so that the same
   * picture is not measured twice. Ends the worker; the next picture starts another. The store's `forget` calls it.
   */
  forget(): void;
  /** Rejects what is pending with `disposed`. The last screener of an assets folder ends the worker. */
  dispose(): void;
}
