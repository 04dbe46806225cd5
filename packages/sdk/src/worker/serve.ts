import { type DevicePolicy, type ErrorCode, inputSideOf, sdkVersion, toErrorRecord } from '@safeupload/sdk/core';
import { assetsAt } from './assets.js';
import { canvasIsHonest, noShortcuts, shortcutsOf } from './canary.js';
import { isOutOfMemory } from './failure.js';
import { jobOf } from './job.js';
import { knownEvidence } from './known-evidence.js';
import { screenFile, type Tools } from './measure.js';
import { messageOf } from './message-of.js';
import { modelsOf } from './models.js';
import { overallProgress } from './progress.js';
import type { FromWorker, HelloMessage, ToWorker } from './protocol.js';
import { type Place, stageTurns } from './stage-turns.js';
import { unlessAborted, within } from './time-limit.js';

/** The part of a worker's global scope that is used here. */
export interface Scope {
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}

/** How long after the last picture the second model is fetched ahead, in ms: a pause, not the gap between two pictures. */
const idleBeforeFetchMs = 1_000;

/** How long the canary's round trip may take: it takes 5 ms. */
const canaryLimit = { limitMs: 5_000, code: 'decode-timeout', message: 'The canvas did not answer.' } as const;

/** Failures after which the engine cannot be trusted to work again: it remembers that it failed. */
const spentBy: readonly ErrorCode[] = ['out-of-memory', 'model-failed', 'worker-blocked-by-csp'];

/** Answers the page: one message in, one or more out, each request under its id. Several at once take turns, stage by stage. */
export function serve(scope: Scope): void {
  const cancels = new Map<number, AbortController>();
  const turns = stageTurns();
  let tools: (Tools & { readonly saveData: boolean }) | undefined;
  let ahead: ReturnType<typeof setTimeout> | undefined;

  const begin = async (
    id: number,
    work: (signal: AbortSignal, tools: Tools, place: Place) => Promise<void>,
  ): Promise<void> => {
    const cancel = new AbortController();
    const place = turns.join();
    cancels.set(id, cancel);
    clearTimeout(ahead);
    try {
      if (tools === undefined) throw new Error('The page asked before it said hello.');
      await work(cancel.signal, tools, place);
    } catch (thrown) {
      // Unknown failures are the engine's: what the file can do wrong has its code already.
      const error = toErrorRecord(thrown, isOutOfMemory(thrown) ? 'out-of-memory' : 'model-failed');
      const spent = spentBy.includes(error.code);
      scope.postMessage({ type: 'failed', id, error, spent });
    } finally {
      place.leave();
      cancels.delete(id);
    }
  };

  const fetchAhead = (policy: DevicePolicy): void => {
    const { saveData = true, models } = tools ?? {};
    if (saveData || cancels.size > 1) return;
    ahead = setTimeout(() => models?.fetch(policy.models.second).catch(() => undefined), idleBeforeFetchMs);
  };

  const answer = (message: ToWorker): void => {
    switch (message.type) {
      case 'hello':
        tools = toolsFor(message);
        scope.postMessage({ type: 'ready', sdk: sdkVersion });
        return;
      case 'ping':
        scope.postMessage({ type: 'pong' });
        return;
      case 'cancel':
        cancels.get(message.id)?.abort();
        return;
      case 'prefetch':
        void begin(message.id, async (signal, { models, honest }, place) => {
          if (await honest) {
            const first = await unlessAborted(models.open(message.policy.models.first), signal);
            await place.take(signal);
            // The first run of a fresh engine takes several times as long as the next.
            await first.run(new Float32Array(3 * inputSideOf(first.manifest) ** 2));
          }
          scope.postMessage({ type: 'prefetched', id: message.id });
        });
        return;
      case 'screen':
        void begin(message.id, async (signal, current, place) => {
          const report = overallProgress((progress) =>
            scope.postMessage({ type: 'progress', id: message.id, progress }),
          );
          await place.take(signal);
          const screened = await screenFile(message.file, message.policy, current, jobOf(signal, report, place));
          // Handed over, not copied; this side cannot touch the bytes any more.
          scope.postMessage({ type: 'screened', id: message.id, screened }, [screened.bytes.buffer]);
          fetchAhead(message.policy);
        });
    }
  };

  scope.addEventListener('message', (event) => {
    const message = messageOf(event.data);
    if (message !== null) answer(message);
  });
}

function toolsFor(hello: HelloMessage): Tools & { readonly saveData: boolean } {
  // Awaited by the first picture; a browser that cannot even do this is not a canvas to trust.
  const honest = within(canvasIsHonest(), canaryLimit).catch(() => false);
  const shortcuts = honest
    .then((is) => (is ? within(shortcutsOf(), canaryLimit) : noShortcuts))
    .catch(() => noShortcuts);
  // Pictures that cannot be measured need no engine.
  const unneeded = new AbortController();
  void honest.then((is) => is || unneeded.abort());
  const models = modelsOf(assetsAt(hello.assets, unneeded.signal));
  // The page greets when it has something to ask: the line must not be idle until the picture comes.
  models.begin();
  return {
    models,
    known: knownEvidence(models),
    honest,
    shortcuts,
    intake: hello.intake,
    wire: hello.wire,
    saveData: hello.saveData,
  };
}
