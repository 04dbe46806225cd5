import { clockOf } from './clock-of.js';
import type { Lane } from './messages.js';
import { type LaneStory, numbersAt, type PictureStory, type Stretch } from './story.js';

const titles: Readonly<Record<Lane, { readonly title: string; readonly about: string }>> = {
  without: { title: 'Without SafeUpload', about: 'the forum as it was' },
  with: { title: 'With SafeUpload', about: 'default settings' },
};

/** The night's span. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** One lane at a moment: its numbers, every picture as a bar, and the sentence of what happened last. */
export function LaneView(props: {
  readonly story: LaneStory;
  readonly span: Span;
  readonly at: number;
  readonly thumbnails: ReadonlyMap<string, string>;
}) {
  const { story, span, at, thumbnails } = props;
  const { title, about } = titles[story.lane];
  const numbers = numbersAt(story, at);
  const beat = story.beats.findLast((one) => one.at <= at);
  const x = (moment: number) => `${((moment - span.from) / (span.until - span.from)) * 100}%`;
  const honest = story.pictures.filter(({ picture }) => !picture.isBad);
  const bad = story.pictures.filter(({ picture }) => picture.isBad);
  return (
    <section className="night-lane" data-lane={story.lane} aria-labelledby={`night-${story.lane}`}>
      <header>
        <h2 id={`night-${story.lane}`}>{title}</h2>
        <p className="meta">{about}</p>
      </header>
      <dl className="night-numbers">
        <Count
          label="bad pictures public now"
          value={numbers.badPublic}
          tone={numbers.badPublic > 0 ? 'bad' : 'good'}
        />
        <Count label="image-minutes so far" value={numbers.badMinutes} tone={numbers.badMinutes > 0 ? 'bad' : 'good'} />
        {numbers.honestOff > 0 ? (
          <Count label="honest photos switched off" value={numbers.honestOff} tone="bad" />
        ) : (
          <Count
            label="honest photos waiting"
            value={numbers.honestWaiting}
            tone={numbers.honestWaiting > 0 ? 'wait' : 'good'}
          />
        )}
      </dl>
      <div className="night-chart" aria-hidden="true">
        {story.curtains
          .filter(({ from }) => from <= at)
          .map(({ from, until }) => (
            <div
              key={from}
              className="night-curtain"
              style={{ insetInlineStart: x(from), inlineSize: `calc(${x(Math.min(until, at))} - ${x(from)})` }}
            >
              <span>curtain</span>
            </div>
          ))}
        <p className="night-group">The attack</p>
        {bad.map((own) => (
          <PictureRow key={own.picture.id} own={own} at={at} x={x} thumbnail={null} />
        ))}
        <p className="night-group">Everybody else</p>
        {honest.map((own) => (
          <PictureRow key={own.picture.id} own={own} at={at} x={x} thumbnail={thumbnails.get(own.picture.id) ?? null} />
        ))}
        <div className="night-now" style={{ insetInlineStart: x(at) }} />
      </div>
      <p className="night-caption" data-tone={beat?.tone ?? 'calm'}>
        {beat === undefined ? (
          'A quiet evening.'
        ) : (
          <>
            <b>{clockOf(beat.at)}</b> {beat.text}
          </>
        )}
      </p>
    </section>
  );
}

function Count(props: { readonly label: string; readonly value: number; readonly tone: 'good' | 'bad' | 'wait' }) {
  return (
    <div data-tone={props.tone}>
      <dt>{props.label}</dt>
      <dd>{props.value.toLocaleString('en')}</dd>
    </div>
  );
}

function PictureRow(props: {
  readonly own: PictureStory;
  readonly at: number;
  x(moment: number): string;
  readonly thumbnail: string | null;
}) {
  const { own, at, x, thumbnail } = props;
  const { picture, postedAt, answer, stretches, reportedAt, handle } = own;
  if (postedAt === null || postedAt > at) return <div className="night-row" data-bad={picture.isBad || undefined} />;
  // Late in the morning there is no room after the tile.
  const isLate = Number.parseFloat(x(postedAt)) > 72;
  const bar = (stretch: Stretch) => {
    const until = Math.min(stretch.until ?? at, at);
    const style = { insetInlineStart: x(stretch.from), inlineSize: `calc(${x(until)} - ${x(stretch.from)})` };
    return <i key={stretch.from} className="night-bar" data-kind={stretch.kind} style={style} />;
  };
  return (
    <div className="night-row" data-bad={picture.isBad || undefined} data-late={isLate || undefined}>
      {stretches.filter(({ from }) => from <= at).map(bar)}
      <span className="night-tile" data-answer={answer ?? undefined} style={{ insetInlineStart: x(postedAt) }}>
        {thumbnail === null ? <i className="night-sign" /> : <img src={thumbnail} alt="" />}
        <span className="night-handle">
          {handle}
          {answer === 'turned-away' ? ' · not taken' : answer === 'refused' ? ' · refused' : ''}
        </span>
      </span>
      {reportedAt !== null && reportedAt <= at ? (
        <span className="night-flag" style={{ insetInlineStart: x(reportedAt) }}>
          reported
        </span>
      ) : null}
    </div>
  );
}
