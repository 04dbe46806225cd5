import { useEffect, useRef, useState } from 'react';
import type { LaneStory } from './story.js';

/** Minutes of the night in a second of watching, between what happens. */
const minutesPerSecond = 13;
/** Frames drawn in a second: enough for a slow line, kind to a phone. */
const framesPerSecond = 24;

/** Where the watching is. */
export interface Playback {
  /** The moment shown, ms since the epoch. */
  readonly at: number;
  /** Shows that moment and stops there. */
  seek(at: number): void;
}

/**
 * Moves through what was told so far, at a reader's pace: it rests where something happens and runs through the quiet hours.
 * Never runs ahead of what the server has played.
 */
export function usePlayback(
  stories: readonly LaneStory[],
  options: { readonly from: number; readonly until: number; readonly isRunning: boolean; readonly speed: number },
): Playback {
  const { from, until, isRunning, speed } = options;
  const [at, setAt] = useState(from);
  const place = useRef({ at: from, restUntil: 0 });

  useEffect(() => {
    if (!isRunning) return;
    let frame = 0;
    let last = performance.now();
    const draw = (now: number): void => {
      frame = requestAnimationFrame(draw);
      if (now - last < 1000 / framesPerSecond) return;
      const elapsed = Math.min(250, now - last);
      last = now;
      const here = place.current;
      if (now < here.restUntil) return;
      const told = Math.min(until, ...stories.map(({ toldUntil }) => toldUntil));
      let next = Math.min(told, here.at + elapsed * minutesPerSecond * 60 * speed);
      const beats = stories.flatMap(({ beats }) => beats.filter((beat) => beat.at > here.at && beat.at <= next));
      if (beats.length > 0) {
        next = Math.min(...beats.map((beat) => beat.at));
        // What happens in both lanes at once is one rest.
        const together = beats.filter((beat) => beat.at - next < 20_000);
        next = Math.max(...together.map((beat) => beat.at));
        here.restUntil = now + Math.max(...together.map(({ restMs }) => restMs)) / speed;
      }
      if (next === here.at) return;
      here.at = next;
      setAt(next);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [stories, until, isRunning, speed]);

  return {
    at,
    seek(moment) {
      place.current = { at: moment, restUntil: 0 };
      setAt(moment);
    },
  };
}
