import { throwIfAborted, toErrorRecord } from '@safeupload/sdk/core';
import type { NightEvent } from './night-events.js';
import { nightFiles } from './night-files.js';
import { laneOutcome, type NightOutcome } from './night-outcome.js';
import { type NightLane, nightLanes } from './night-policy.js';
import { type NightScriptOptions, nightScript } from './night-script.js';
import { playLane } from './play-lane.js';

/** Which night, and whom to tell. */
export interface NightOptions extends NightScriptOptions {
  /** Both by default, at the same time. */
  readonly lanes?: readonly NightLane[];
  /**
   * Abstract pictures that both classifiers take for explicit ones: with them every second recognised picture is one,
   * without them all of these stand on the rehearsal's list.
   */
  readonly triggers?: readonly Uint8Array<ArrayBuffer>[];
  /** Told of everything as it happens. */
  onEvent?(event: NightEvent): void;
  /** Ends the night early: its processes end, its directories go. */
  readonly signal?: AbortSignal;
}

/**
 * Plays the night of the attack against server processes of its own, one a lane, each with a database, keys and a port that
 * nobody else uses, and resolves to what became of it; about a minute. Two lanes never touch each other, and a server that
 * lives is never touched at all. Throws `options-invalid`, `assets-missing` where the server is not built, `aborted`, or
 * what a lane's server threw; all processes are gone then.
 */
export async function playNight(options: NightOptions = {}): Promise<NightOutcome> {
  const { lanes = nightLanes, triggers = [], signal, onEvent } = options;
  throwIfAborted(signal);
  const script = nightScript(options);
  const { files, views } = await nightFiles(script, triggers);
  throwIfAborted(signal);
  const { variant, seed, recall, from, until, people } = script;
  onEvent?.({ kind: 'cast', variant, seed, recall, from, until, lanes, people, pictures: views });

  // Where one lane fails the others have nothing left to be compared with.
  const stopping = new AbortController();
  const ended = signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal]);
  const playing = lanes.map(async (lane) => {
    const events: NightEvent[] = [];
    const emit = (event: NightEvent): void => {
      events.push(event);
      onEvent?.(event);
    };
    try {
      const looks = await playLane({ lane, script, files, signal: ended, emit });
      return laneOutcome(lane, script, events, looks);
    } catch (thrown) {
      stopping.abort();
      throw thrown;
    }
  });
  await Promise.allSettled(playing);
  throwIfAborted(signal);
  const failed = (await Promise.allSettled(playing)).filter((one) => one.status === 'rejected');
  // The first to fail stopped the others: theirs say only that.
  const first = failed.find(({ reason }) => toErrorRecord(reason, 'server-refused').code !== 'aborted') ?? failed[0];
  if (first !== undefined) throw first.reason;
  return { variant, seed, recall, from, until, lanes: await Promise.all(playing) };
}
