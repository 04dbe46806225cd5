import { type ReactNode, useEffect, useRef, useState } from 'react';
import { clockOf } from './clock-of.js';
import { Ending, verdictOf } from './ending.js';
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
  const stage = useRef<HTMLDivElement>(null);
  // Whoever pressed Play wants to see it.
  useEffect(() => {
    stage.current?.scrollIntoView({ block: 'start', behavior: prefersStill ? 'auto' : 'smooth' });
  }, [prefersStill]);
  return (
    <>
      <div className="night-stage" ref={stage}>
        <div className="night-controls">
          <p className="night-clock" aria-hidden="true">
            {clockOf(at)}
          </p>
          {prefersStill ? null : (
            <>
              <button type="button" disabled={isOver} onClick={() => setPaused(!isPaused)}>
                {isPaused ? 'Go on' : 'Pause'}
              </button>
              <button
                type="button"
                aria-pressed={speed !== 1}
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
          {isPlayed ? null : (
            <p className="meta">The servers have played until {clockOf(Math.max(from, night.toldUntil))}.</p>
          )}
        </div>
        <Sky span={cast} at={at} toldUntil={night.toldUntil} onSeek={seek} />
        <div className="night-lanes">
          {stories.map((story) => (
            <LaneView key={story.lane} story={story} span={cast} at={at} thumbnails={thumbnails} />
          ))}
        </div>
        <Legend />
      </div>
      <p className="hidden" role="status">
        {hasBeenOver ? stories.map((story) => `${story.lane} SafeUpload: ${verdictOf(story, until)}`).join(' ') : ''}
      </p>
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
