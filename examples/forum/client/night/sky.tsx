import { clockOf } from './clock-of.js';
import type { Span } from './lane-view.js';

const hourMs = 3_600_000;

/** The sky over both lanes: what time of the night is shown. It can be moved, by hand or with the arrow keys. */
export function Sky(props: {
  readonly span: Span;
  readonly at: number;
  /** Nothing after this moment was played yet. */
  readonly toldUntil: number;
  onSeek(at: number): void;
}) {
  const { span, at, toldUntil, onSeek } = props;
  const share = (moment: number) => `${((moment - span.from) / (span.until - span.from)) * 100}%`;
  const firstHour = Math.ceil(span.from / hourMs) * hourMs;
  const hours = Array.from({ length: 24 }, (_, hour) => firstHour + hour * hourMs).filter((hour) => hour < span.until);
  return (
    <div className="night-sky">
      <div className="night-stars" aria-hidden="true">
        <i className="night-moon" style={{ insetInlineStart: share(at) }} />
      </div>
      <input
        type="range"
        aria-label="Time of the night"
        aria-valuetext={clockOf(at)}
        min={span.from}
        max={span.until}
        step={60_000}
        value={at}
        onChange={(event) => onSeek(Math.min(toldUntil, Number(event.currentTarget.value)))}
      />
      <div className="night-hours" aria-hidden="true">
        {hours.map((hour) => (
          <span key={hour} style={{ insetInlineStart: share(hour) }}>
            {clockOf(hour)}
          </span>
        ))}
      </div>
    </div>
  );
}
