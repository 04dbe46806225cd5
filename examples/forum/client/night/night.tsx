import { Choices } from './choices.js';
import { Stage } from './stage.js';
import { useNight } from './use-night.js';

/** Plays a night and shows it. */
export function Night() {
  const night = useNight();
  const { phase, run } = night;
  const isBusy = phase === 'preparing' || phase === 'playing';
  return (
    <>
      <Choices isPlaying={isBusy} onPlay={night.play} onCancel={night.cancel} />
      <p className="hidden" role="status">
        {announcements[phase]}
      </p>
      {phase === 'preparing' ? (
        <div className="night-preparing">
          <label>
            Two servers start, and every account gets its history: really posted, really looked at.
            <progress max={1} value={night.readyShare} />
          </label>
        </div>
      ) : null}
      {phase === 'failed' ? (
        <p className="notice notice-bad" role="alert">
          {night.problem}
        </p>
      ) : null}
      {run !== null && (phase === 'playing' || phase === 'played') ? <Stage run={run} night={night} /> : null}
    </>
  );
}

const announcements = {
  before: '',
  preparing: 'Getting ready.',
  playing: 'The night begins. A summary follows at its end.',
  played:
    'The night was played to its end. The summary can be read once you have watched it, or at once with “To the end”.',
  failed: '',
} as const;
