import type { DeskRow } from '@safeupload/server';
import type { Child } from 'hono/jsx';
import type { Member } from '../../members.js';
import { mayModerate, memberById } from '../../members.js';
import { countOf, relativeTime } from '../../relative-time.js';
import type { View } from '../../view.js';
import { Action } from './desk-actions.js';
import { accountWords, hiddenWords, isStillShown, routeWords } from './desk-words.js';

/** Where a picture stands in the forum: address and words. */
export interface Place {
  readonly address: string;
  readonly words: string;
}

/** One picture at the desk: its facts in words, its reasons, and what this reader may press. Never a score. */
export function DeskRowItem(props: {
  readonly view: View;
  readonly member: Member;
  readonly row: DeskRow;
  readonly place: Place | null;
  /** True where the group's head already says whose picture it is. */
  readonly underAccount: boolean;
  /** True in the severe lane: the upload's number is shown, because that is what is reported. */
  readonly severe: boolean;
  readonly back: string;
  /** What else can be done with it. */
  readonly children?: Child;
}) {
  const { row, view } = props;
  const handle = memberById(row.accountId)?.handle ?? row.accountId;
  const what = row.context === 'avatar' ? 'Avatar' : 'Picture';
  return (
    <li class="hold" data-upload={row.uploadId}>
      <div class="hold-text">
        <h4>
          {props.underAccount ? what : `${what} of ${handle}`} <Standing row={row} />
        </h4>
        {props.underAccount ? null : <p class="meta">{accountWords(row, view.now)}</p>}
        <p class="meta">
          Sent <time datetime={new Date(row.at).toISOString()}>{relativeTime(row.at, view.now)}</time> ·{' '}
          {routeWords[row.route]} ·{' '}
          {props.place === null ? 'not posted yet' : <a href={props.place.address}>{props.place.words}</a>}
        </p>
        <p class="meta">{factsOf(row).join(' · ')}</p>
        {props.severe ? (
          <p class="meta">
            Upload <code>{row.uploadId}</code>
          </p>
        ) : null}
        <ul class="reasons">
          {row.reasons.map((reason) => (
            <li>{reason}</li>
          ))}
        </ul>
        {row.appeal === null ? null : (
          <p class="appeal">
            <strong>The member asked for a person:</strong> {row.appeal.note || 'without a note.'}
          </p>
        )}
        {row.othersDecided.length === 0 ? null : (
          <div class="others">
            <p>What colleagues decided</p>
            <ul>
              {row.othersDecided.map((sentence) => (
                <li>{sentence}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
      <div class={row.mayLook ? 'look' : 'look look-locked'} {...(row.mayLook ? lookOf(row, handle) : {})}>
        <span class="look-closed" aria-hidden="true"></span>
      </div>
      <div class="hold-presses">
        <Presses {...props} handle={handle} />
        {props.children}
      </div>
    </li>
  );
}

function factsOf(row: DeskRow): readonly string[] {
  return [
    row.copies > 1 ? `one of ${row.copies} that look alike` : 'no other looks like it',
    row.looks === 0 ? 'nobody has looked' : countOf(row.looks, 'look'),
    `${row.format.toUpperCase()}, ${row.width} × ${row.height}`,
  ];
}

function lookOf(row: DeskRow, handle: string) {
  return { 'data-look': row.uploadId, 'data-of': handle };
}

/** Whether anybody can see it at this moment, and if not, why. */
function Standing({ row }: { readonly row: DeskRow }) {
  if (isStillShown(row)) return <span class="badge badge-shown-now">Everybody can see it</span>;
  if (row.hiddenBy !== null) return <span class="badge badge-held">{hiddenWords[row.hiddenBy]}</span>;
  return null;
}

function Presses(props: {
  readonly member: Member;
  readonly row: DeskRow;
  readonly handle: string;
  readonly back: string;
}) {
  const { row, member, back } = props;
  const shown = isStillShown(row);
  const of = `the ${row.context === 'avatar' ? 'avatar' : 'picture'} of ${props.handle}`;
  const common = { uploadId: row.uploadId, of, back };
  if (row.mayLook && mayModerate(member)) {
    return (
      <div class="actions">
        <Action {...common} action="release" words={shown ? 'Let it stay' : 'Release'} />
        <Action {...common} action="reject" words={shown ? 'Take down' : 'Reject'} danger />
        <Action
          {...common}
          action="reject-and-bank"
          words={shown ? 'Take down and hold copies' : 'Reject and hold copies'}
          danger
        />
      </div>
    );
  }
  if (!shown) return mayModerate(member) ? <p class="meta">Waits for the safety officer.</p> : null;
  return (
    <div class="actions">
      <Action {...common} action="hide" words="Hide" danger />
    </div>
  );
}
