import { useEffect, useRef, useState } from 'react';
import { type CastMessage, type EndedMessage, type Lane, lanes, type NightMessage } from './messages.js';
import { type NightOrder, playOnServer } from './play.js';
import { type LaneStory, newLaneStory, tell } from './story.js';

/** A run as far as it was told. The stories grow in place; whoever draws them looks again at every frame. */
export interface NightRun {
  readonly cast: CastMessage;
  readonly stories: readonly LaneStory[];
}

/** Where a run is: nothing asked yet, servers get ready, the night goes on, it was played to its end, it could not be. */
export type NightPhase = 'before' | 'preparing' | 'playing' | 'played' | 'failed';

/** One night at a time, played by the server. */
export interface NightState {
  readonly phase: NightPhase;
  readonly run: NightRun | null;
  readonly ended: EndedMessage | null;
  /** A sentence for people, where it failed. */
  readonly problem: string;
  /** How much of getting ready is done, in [0, 1]. */
  readonly readyShare: number;
  /** Everything before this moment was told, in ms since the epoch; the night's beginning before. */
  readonly toldUntil: number;
  play(order: NightOrder): void;
  cancel(): void;
}

/** Asks the server for nights. Leaving the page ends the one that is played. */
export function useNight(): NightState {
  const [phase, setPhase] = useState<NightPhase>('before');
  const [prepared, setPrepared] = useState<ReadonlyMap<Lane, number>>(new Map());
  const [run, setRun] = useState<NightRun | null>(null);
  const [toldUntil, setToldUntil] = useState(0);
  const [ended, setEnded] = useState<EndedMessage | null>(null);
  const [problem, setProblem] = useState('');
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  async function follow(order: NightOrder, signal: AbortSignal): Promise<void> {
    let heard: NightRun | null = null;
    let isEnded = false;
    const hear = (message: NightMessage): void => {
      if (signal.aborted) return;
      switch (message.kind) {
        case 'cast':
          heard = { cast: message, stories: lanes.map((lane) => newLaneStory(lane, message)) };
          setRun(heard);
          setToldUntil(message.from);
          return;
        case 'preparing':
          setPrepared((before) => new Map(before).set(message.lane, message.done / message.of));
          return;
        case 'ended':
          isEnded = true;
          setEnded(message);
          setPhase('played');
          return;
        case 'failed':
          throw new Error(message.message);
        default: {
          const story = heard?.stories.find(({ lane }) => lane === message.lane);
          if (heard === null || story === undefined) return;
          tell(story, message);
          if (message.kind !== 'clock') return;
          const told = Math.min(...heard.stories.map((one) => one.toldUntil));
          if (told > heard.cast.from) setPhase('playing');
          setToldUntil(told);
        }
      }
    };
    await playOnServer(order, hear, signal);
    if (!isEnded) throw new Error('The connection to the forum broke before the night was over.');
  }

  return {
    phase,
    run,
    ended,
    problem,
    toldUntil,
    readyShare: lanes.reduce((sum, lane) => sum + (prepared.get(lane) ?? 0), 0) / lanes.length,
    play(order) {
      stop.current?.abort();
      const stopping = new AbortController();
      stop.current = stopping;
      setPhase('preparing');
      setPrepared(new Map());
      setRun(null);
      setEnded(null);
      follow(order, stopping.signal).catch((error: unknown) => {
        if (stopping.signal.aborted) return;
        stopping.abort();
        setProblem(error instanceof Error ? error.message : 'The night could not be played.');
        setPhase('failed');
      });
    },
    cancel() {
      stop.current?.abort();
      setRun(null);
      setPhase('before');
    },
  };
}
