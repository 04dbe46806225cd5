import { clockOf } from './clock-of.js';
import type { EndedMessage } from './messages.js';
import { type LaneStory, numbersAt } from './story.js';

/** What became of the night, to read: one sentence a lane, the numbers side by side, and every line of the story. */
export function Ending(props: {
  readonly ended: EndedMessage;
  readonly stories: readonly LaneStory[];
  readonly until: number;
}) {
  const { ended, stories, until } = props;
  return (
    <section className="night-ending" aria-labelledby="night-ending">
      <h2 id="night-ending">What became of it</h2>
      <div className="night-verdicts">
        {stories.map((story) => (
          <p key={story.lane} data-lane={story.lane}>
            {verdictOf(story, until)}
          </p>
        ))}
      </div>
      <table className="night-summary">
        <caption className="hidden">The night in numbers</caption>
        <thead>
          <tr>
            <td />
            <th scope="col">Without</th>
            <th scope="col">With</th>
          </tr>
        </thead>
        <tbody>
          {ended.summary.map((row) => (
            <tr key={row.what}>
              <th scope="row">{row.what}</th>
              <td>{row.without}</td>
              <td>{row.with}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <details>
        <summary>Line by line</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reachable by keyboard. */}
        <section className="night-wide" tabIndex={0} aria-label="The night, line by line">
          <table className="night-story">
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Who</th>
                <th scope="col">Without</th>
                <th scope="col">With SafeUpload</th>
              </tr>
            </thead>
            <tbody>
              {ended.rows.map((row) => (
                <tr key={`${row.at} ${row.what} ${row.without} ${row.with}`}>
                  <td>{clockOf(row.at)}</td>
                  <td>{row.what}</td>
                  <td>{row.without}</td>
                  <td>{row.with}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
      <p className="meta">
        {ended.looks.toLocaleString('en')} requests asked whether a picture was public. Times are those of the
        rehearsal’s own clock.
      </p>
    </section>
  );
}

/** One sentence, or three: what was public and for how long, and what it cost everybody else. */
export function verdictOf(story: LaneStory, until: number): string {
  const bad = story.pictures.filter(({ picture }) => picture.isBad);
  const shown = bad.filter(({ stretches }) => stretches.some(({ kind }) => kind === 'public')).length;
  const minutes = numbersAt(story, until).badMinutes.toLocaleString('en');
  const endedBy = story.picturesOff ? ', until the morning' : ', each until somebody reported it or pulled the curtain';
  const exposure =
    shown === 0
      ? 'No bad picture was public, not for a minute.'
      : `${shown} of ${bad.length} bad pictures were public, for ${minutes} minutes added up${endsByPeople(story) ? endedBy : ''}.`;
  if (story.picturesOff) return `${exposure} Then pictures were turned off for everybody.`;
  const honest = story.pictures.filter(({ picture }) => !picture.isBad);
  const waited = honest.filter(({ stretches }) => stretches.some(({ kind }) => kind === 'waiting')).length;
  return `${exposure} ${honest.length - waited} of ${honest.length} honest photos were shown at once and all along; ${waited} waited. Pictures were never off.`;
}

/** Longest time, in ms of the night, from a button to the 404 that it causes. */
const promptMs = 10_000;

/** Whether every exposure ended with a report, the curtain or the lever of the morning, and none by itself. */
function endsByPeople(story: LaneStory): boolean {
  const presses = story.beats.filter(({ tone }) => tone === 'button').map(({ at }) => at);
  return story.pictures
    .filter(({ picture }) => picture.isBad)
    .flatMap(({ stretches }) => stretches.filter(({ kind }) => kind === 'public'))
    .every(({ until }) => until !== null && presses.some((at) => until >= at && until - at <= promptMs));
}
