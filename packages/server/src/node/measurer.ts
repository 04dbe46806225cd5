import { availableParallelism } from 'node:os';
import { type Header, SafeUploadError } from '@safeupload/sdk/core';
import type { Measured, MeasureOptions, Measurer } from '../measurer.js';
import { type MeasureChild, startMeasureChild } from './measure/child.js';

/** What pictures are measured with, how many processes measure, and within which bounds. Everything has a default. */
export interface MeasurerOptions {
  /**
   * Models besides the two shipped, each the `file:` address of a folder with `manifest.json` and its ONNX file, ending in
   * a slash. Each looks at every picture. None by default.
   */
  readonly models?: readonly URL[];
  /** Processes that measure at the same time, each with some 200 MB; as many as processors, at most 4, by default. */
  readonly processes?: number;
  /** Files that may wait for a free process; one more is refused with `details.queueFull`. 32 by default. */
  readonly mostWaiting?: number;
  /** How long a file may wait for a free process, in ms; 20,000 by default. */
  readonly waitMs?: number;
  /** Resident memory of a process above which it is killed, in bytes; 1.5 GB by default. Watched on Linux only. */
  readonly mostResidentBytes?: number;
}

/** A {@link Measurer} whose work happens in processes of its own. */
export interface ProcessMeasurer extends Measurer {
  /** Starts every process now and resolves when their models are open. Rejects with why one could not be opened. */
  ready(): Promise<void>;
  /** The ids of the processes that live now. */
  pids(): readonly number[];
}

/** After so many files a process is replaced: native libraries fragment their memory. */
const filesPerProcess = 500;

/** How long opening one model may take, in ms: 0.2 s for the shipped ones, some seconds for one of 300 MB. */
const startMs = 15_000;

/** A file waiting for a process. */
interface Waiting {
  start(place: Place): void;
  refuse(error: SafeUploadError): void;
}

/** A place in the pool: a process that lives, or none yet. */
interface Place {
  child: MeasureChild | null;
  files: number;
  isBusy: boolean;
}

/**
 * A measurer with a pool of child processes: sharp and ONNX Runtime decode and classify hostile bytes, so each file's work
 * has a bound in time and memory and ends with its process where it passes one. Processes start with the first file;
 * one that ended is replaced at the next. `disposed` after {@link ProcessMeasurer.dispose}.
 *
 * The pool runs `dist/node/measure/process.js`, also when it is imported from the sources: build before testing.
 */
export function createMeasurer(options: MeasurerOptions = {}): ProcessMeasurer {
  const { models = [], mostWaiting = 32, waitMs = 20_000, mostResidentBytes = 1_500_000_000 } = options;
  const processes = options.processes ?? Math.min(4, availableParallelism());
  if (!Number.isInteger(processes) || processes < 1 || processes > 64) {
    throw new SafeUploadError('options-invalid', `processes: expected a whole number from 1 to 64, got ${processes}.`);
  }
  for (const { href } of models) {
    if (!/^file:.*\/$/.test(href)) {
      throw new SafeUploadError('options-invalid', `models: expected file: addresses ending in a slash, got ${href}.`);
    }
  }
  const places: Place[] = Array.from({ length: processes }, () => ({ child: null, files: 0, isBusy: false }));
  const queue: Waiting[] = [];
  let isDisposed = false;

  function childOf(place: Place): MeasureChild {
    if (place.child?.isAlive() && place.files < filesPerProcess) return place.child;
    if (place.child?.isAlive()) void place.child.kill();
    place.child = startMeasureChild({ mostResidentBytes, startMs: startMs * (2 + models.length) }, models);
    place.files = 0;
    return place.child;
  }

  function turn(signal: AbortSignal | undefined): Promise<Place> {
    return new Promise((resolve, reject) => {
      const free = places.find((place) => !place.isBusy);
      if (free) {
        free.isBusy = true;
        resolve(free);
        return;
      }
      if (queue.length >= mostWaiting) {
        reject(queueFull(`expected at most ${mostWaiting} pictures waiting, got one more`));
        return;
      }
      const leave = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
        const index = queue.indexOf(waiting);
        if (index >= 0) queue.splice(index, 1);
      };
      const waiting = {
        start(place: Place) {
          leave();
          resolve(place);
        },
        refuse(error: SafeUploadError) {
          leave();
          reject(error);
        },
      };
      const timer = setTimeout(() => waiting.refuse(queueFull(`no process was free within ${waitMs} ms`)), waitMs);
      const stop = (): void => waiting.refuse(aborted());
      signal?.addEventListener('abort', stop, { once: true });
      queue.push(waiting);
    });
  }

  function leave(place: Place): void {
    const next = queue[0];
    if (next) next.start(place);
    else place.isBusy = false;
  }

  async function measure(bytes: Uint8Array, header: Header, wanted: MeasureOptions): Promise<Measured> {
    if (isDisposed) throw disposed();
    if (wanted.signal?.aborted) throw aborted();
    const place = await turn(wanted.signal);
    try {
      const child = childOf(place);
      await child.ready();
      if (isDisposed) throw disposed();
      place.files++;
      const startedAt = performance.now();
      const { limits, derivatives, views = [], signal } = wanted;
      const measured = await child.measure({ bytes, header, limits, derivatives, views }, signal);
      return { ...measured, ms: Math.round(performance.now() - startedAt) };
    } catch (thrown) {
      throw isDisposed ? disposed() : thrown;
    } finally {
      leave(place);
    }
  }

  return {
    measure,
    async ready() {
      await Promise.all(places.map((place) => childOf(place).ready()));
    },
    pids: () => places.flatMap(({ child }) => (child?.isAlive() && child.pid !== undefined ? [child.pid] : [])),
    async dispose() {
      isDisposed = true;
      for (const waiting of queue.splice(0)) waiting.refuse(disposed());
      await Promise.all(places.map((place) => place.child?.kill()));
    },
  };
}

function queueFull(why: string): SafeUploadError {
  return new SafeUploadError(
    'decode-timeout',
    `Too many pictures are being measured: ${why}. A person will look at it.`,
    {
      details: { queueFull: true },
    },
  );
}

function aborted(): SafeUploadError {
  return new SafeUploadError('aborted', 'Stopped because the caller asked for it.');
}

function disposed(): SafeUploadError {
  return new SafeUploadError('disposed', 'This measurer was disposed and measures no more. Create another.');
}
