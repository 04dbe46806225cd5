import { type ReactNode, useState } from 'react';
import { clockOf } from './clock-of.js';
import { Ending } from './ending.js';
import { LaneView } from './lane-view.js';
import { usePlayback } from './playback.js';
import { Sky } from './sky.js';
import { useThumbnails } from './thumbnails.js';
import type { NightRun, NightState } from './use-night.js';

const speeds = [1, 3] as const;

/** A night that is played or was: the sky to move through it, both lanes, and at its end what became of it. */
export function Stage(props: { readonly run: NightRun; readonly night: NightState }): ReactNode {
  const { run, night } = props;
  const { cast, stories } = run;
  const [prefersStill] = useState(() => matchMedia('(prefers-reduced-motion: reduce)').matches);
  const [isPaused, setPaused] = useState(false);
  const [speed, setSpeed] = useState<(typeof speeds)[number]>(1);
  const thumbnails = useThumbnails(cast.pictures);
  const { from, until } = cast;
  const playback = usePlayback(stories, { from, until, isRunning: !isPaused && !prefersStill, speed });
  const isPlayed = night.phase === 'played';
  // Without movement: the finished night at once, to be moved through by hand.
  const [wasMoved, setMoved] = useState(false);
  const at = prefersStill && !wasMoved ? (isPlayed ? until : from) : playback.at;
  const isOver = isPlayed && at >= until;
  const [hasBeenOver, setBeenOver] = useState(false);
  if (isOver && !hasBeenOver) setBeenOver(true);

  const seek = (moment: number) => {
    setPaused(true);
    setMoved(true);
    playback.seek(moment);
  };
  return (
    <>
      <div className="night-stage">
        <Sky span={cast} at={at} toldUntil={night.toldUntil} onSeek={seek} />
        <div className="night-controls">
          {prefersStill ? null : (
            <>
              <button
                type="button"
                disabled={isOver}
                onClick={() => {
                  setPaused(!isPaused);
                }}
              >
                {isPaused ? 'Go on' : 'Pause'}
              </button>
              <button
                type="button"
                aria-pressed={speed === 3}
                disabled={isOver}
                onClick={() => setSpeed(speed === 1 ? 3 : 1)}
              >
                Faster
              </button>
            </>
          )}
          <button type="button" disabled={!isPlayed || isOver} onClick={() => seek(until)}>
            To the end
          </button>
          {isPlayed ? null : <p className="meta">The servers are at {clockOf(Math.max(from, night.toldUntil))}.</p>}
        </div>
        <div className="night-lanes">
          {stories.map((story) => (
            <LaneView key={story.lane} story={story} span={cast} at={at} thumbnails={thumbnails} />
          ))}
        </div>
        <Legend />
      </div>
      {hasBeenOver && night.ended !== null ? <Ending ended={night.ended} stories={stories} until={until} /> : null}
    </>
  );
}

function Legend() {
  return (
    <p className="night-legend" aria-hidden="true">
      <span data-kind="bad">a bad picture is public</span>
      <span data-kind="public">an honest photo is public</span>
      <span data-kind="waiting">waits or is hidden</span>
      <span data-kind="off">pictures are off</span>
    </p>
  );
}
