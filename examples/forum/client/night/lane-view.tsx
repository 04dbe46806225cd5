import { clockOf } from './clock-of.js';
import type { Lane } from './messages.js';
import { type LaneStory, numbersAt, type PictureStory } from './story.js';

const titles: Readonly<Record<Lane, { readonly title: string; readonly about: string }>> = {
  without: { title: 'Without SafeUpload', about: 'the forum as it was' },
  with: { title: 'With SafeUpload', about: 'default settings' },
};

/** The night's span. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** Above this share of the night a tile stands before its moment, or it would leave the drawing. */
const lateShare = 0.9;

/** One lane at a moment: its numbers, the sentence of what happened last, and every picture as a bar. */
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
  const share = (moment: number) => (moment - span.from) / (span.until - span.from);
  const curtains = story.curtains.filter(({ from }) => from <= at);
  const row = (own: PictureStory) => (
    <PictureRow
      key={own.picture.id}
      own={own}
      at={at}
      share={share}
      thumbnail={thumbnails.get(own.picture.id) ?? null}
    />
  );
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
        {story.picturesOff && numbers.honestOff > 0 ? (
          <Count label="honest photos switched off" value={numbers.honestOff} tone="bad" />
        ) : (
          <Count
            label="honest photos waiting"
            value={numbers.honestWaiting}
            tone={numbers.honestWaiting > 0 ? 'wait' : 'good'}
          />
        )}
      </dl>
      <p className="night-caption" data-tone={beat?.tone ?? 'calm'}>
        <b>{clockOf(beat?.at ?? at)}</b> {beat?.text ?? 'A quiet evening.'}
      </p>
      <div className="night-chart" aria-hidden="true">
        <div className="night-over">
          {curtains.map(({ from, until }) => (
            <div key={from} className="night-curtain" style={between(share(from), share(Math.min(until, at)))}>
              <span>curtain</span>
            </div>
          ))}
        </div>
        <p className="night-group">The attack</p>
        {story.pictures.filter(({ picture }) => picture.isBad).map(row)}
        <p className="night-group">Everybody else</p>
        {story.pictures.filter(({ picture }) => !picture.isBad).map(row)}
        <div className="night-over">
          <div className="night-now" style={{ insetInlineStart: percent(share(at)) }} />
        </div>
      </div>
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
  share(moment: number): number;
  readonly thumbnail: string | null;
}) {
  const { own, at, share, thumbnail } = props;
  const { picture, postedAt, answer, stretches, reportedAt, handle } = own;
  const isBad = picture.isBad || undefined;
  if (postedAt === null || postedAt > at) return <div className="night-row" data-bad={isBad} />;
  const words = { 'turned-away': 'not taken', refused: 'refused', allowed: '', held: '' }[answer ?? 'allowed'];
  return (
    <div className="night-row" data-bad={isBad}>
      <span className="night-handle">{handle}</span>
      <div className="night-track">
        {stretches
          .filter(({ from }) => from <= at)
          .map(({ kind, from, until }) => (
            <i
              key={from}
              className="night-bar"
              data-kind={kind}
              style={between(share(from), share(Math.min(until ?? at, at)))}
            />
          ))}
        <span
          className="night-tile"
          data-answer={answer ?? undefined}
          data-late={share(postedAt) > lateShare || undefined}
          style={{ insetInlineStart: percent(share(postedAt)) }}
        >
          {thumbnail === null ? <i className="night-sign" /> : <img src={thumbnail} alt="" />}
          {words}
        </span>
        {reportedAt !== null && reportedAt <= at ? (
          <span className="night-flag" style={{ insetInlineStart: percent(share(reportedAt)) }}>
            reported
          </span>
        ) : null}
      </div>
    </div>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)}%`;
}

function between(from: number, until: number): { insetInlineStart: string; inlineSize: string } {
  return { insetInlineStart: percent(from), inlineSize: percent(Math.max(0, until - from)) };
}
