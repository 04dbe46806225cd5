import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fromErrorRecord, SafeUploadError } from '@safeupload/sdk/core';
import type { Measured } from '../../measurer.js';
import { watchBounds } from './bounds.js';
import type { MeasureMessage, MeasureRequest } from './messages.js';

/** One measuring process as the pool sees it. */
export interface MeasureChild {
  /** The process id, or undefined where the process could not be started. */
  readonly pid: number | undefined;
  /** True until the process ended, whoever ended it, or was told to. */
  readonly isAlive: () => boolean;
  /**
   * Measures one file; one at a time. Whatever the process throws comes back as its {@link SafeUploadError}. When a limit
   * of time or memory passes, or the signal fires, the process is killed: nothing else stops a native decoder.
   */
  measure(request: Omit<MeasureRequest, 'kind' | 'id'>, signal?: AbortSignal): Promise<Omit<Measured, 'ms'>>;
  /** Resolves when all models are open. Rejects with why they could not be, or `model-failed` when that took too long. */
  ready(): Promise<void>;
  /** Ends the process (SIGKILL) and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Bounds of one measuring process that do not depend on the file. */
export interface ChildLimits {
  /** Resident memory in bytes above which the process is killed; watched on Linux only. Stops what limits did not foresee. */
  readonly mostResidentBytes: number;
  /** How long opening the models may take, in ms. */
  readonly startMs: number;
}

/** How much JavaScript heap a process may have, in MB. Pixels lie outside of it. */
const heapMegabytes = 512;

// Run from the sources, in tests, there is no JavaScript to fork: the compiled process of `tsc -b` is used.
const entry = new URL(
  import.meta.url.endsWith('.ts') ? '../../../dist/node/measure/process.js' : './process.js',
  import.meta.url,
);

/** Starts a measuring process with these models besides the shipped ones. It does not keep the server alive by itself. Throws `assets-missing` where it is not built. */
export function startMeasureChild(limits: ChildLimits, models: readonly URL[]): MeasureChild {
  if (!existsSync(entry)) {
    throw new SafeUploadError(
      'assets-missing',
      `The program that measures pictures is missing: ${fileURLToPath(entry)}. Install @safeupload/server again, or build it.`,
    );
  }
  const child = fork(
    fileURLToPath(entry),
    models.map(({ href }) => href),
    {
      serialization: 'advanced',
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
      // No secrets where hostile bytes are decoded; two arenas, or glibc keeps the pixels of every thread.
      env: {
        ...pick(process.env, ['PATH', 'LD_LIBRARY_PATH', 'TMPDIR', 'SystemRoot']),
        MALLOC_ARENA_MAX: '2',
        UV_THREADPOOL_SIZE: '2',
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  // Set by a listener for the rest of the life of the process.
  let alive = true;
  let isDoomed = false;
  let nextId = 1;
  let fail: ((error: SafeUploadError) => void) | null = null;
  let hear: ((message: MeasureMessage) => void) | null = null;
  const gone = new Promise<void>((resolve) => {
    const end = () => {
      alive = false;
      fail?.(
        new SafeUploadError('model-failed', 'The process that measures pictures ended while it worked. Try again.'),
      );
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  child.on('message', (message: MeasureMessage) => hear?.(message));
  const kill = async (): Promise<void> => {
    // Held, or a script that only waits for this would end before.
    isDoomed = true;
    if (alive) setHeld(child, true);
    child.kill('SIGKILL');
    await gone;
  };
  const started = whenReady();
  // Reported to whoever measures; a pool that nobody uses must not crash the server.
  started.catch(() => {});

  async function whenReady(): Promise<void> {
    const timer = new AbortController();
    try {
      await new Promise<void>((resolve, reject) => {
        fail = reject;
        const late = setTimeout(
          () => reject(new SafeUploadError('model-failed', `The models were not open after ${limits.startMs} ms.`)),
          limits.startMs,
        );
        timer.signal.addEventListener('abort', () => clearTimeout(late));
        hear = (message) => {
          if (message.kind === 'ready') resolve();
          if (message.kind === 'unfit') reject(fromErrorRecord(message.error));
        };
      });
    } catch (thrown) {
      void kill();
      throw thrown;
    } finally {
      timer.abort();
      fail = null;
      hear = null;
    }
    setHeld(child, false);
  }

  return {
    pid: child.pid,
    isAlive: () => alive && !isDoomed,
    ready: () => started,
    kill,
    async measure(request, signal) {
      const id = nextId++;
      const ended = new AbortController();
      setHeld(child, true);
      try {
        return await new Promise((resolve, reject) => {
          const giveUp = (error: SafeUploadError): void => {
            reject(error);
            void kill();
          };
          fail = reject;
          hear = (message) => {
            if (message.kind === 'decoded') bounds.decoded();
            else if (message.kind === 'measured') resolve(message.measured);
            else if (message.kind === 'failed') reject(fromErrorRecord(message.error));
          };
          const bounds = watchBounds(child.pid, request.limits, limits.mostResidentBytes, giveUp);
          const stop = (): void => giveUp(new SafeUploadError('aborted', 'Stopped because the caller asked for it.'));
          if (signal?.aborted) stop();
          signal?.addEventListener('abort', stop, { once: true });
          ended.signal.addEventListener('abort', () => {
            bounds.end();
            signal?.removeEventListener('abort', stop);
          });
          const message: MeasureRequest = { kind: 'measure', id, ...request };
          child.send(message, (error) => {
            if (error)
              giveUp(new SafeUploadError('model-failed', 'The process that measures pictures is gone. Try again.'));
          });
        });
      } finally {
        ended.abort();
        fail = null;
        hear = null;
        setHeld(child, false);
      }
    },
  };
}

/** While a process works the server waits for it; an idle one does not keep a script from ending. */
function setHeld(child: ChildProcess, held: boolean): void {
  if (held) {
    child.ref();
    child.channel?.ref();
  } else {
    child.unref();
    child.channel?.unref();
  }
}

function pick(env: NodeJS.ProcessEnv, names: readonly string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
