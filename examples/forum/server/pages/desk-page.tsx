import type { DecisionRecord, Hold } from '@safeupload/server';
import { type Member, memberById } from '../members.js';
import { countOf, relativeTime } from '../relative-time.js';
import type { View } from '../view.js';
import { Layout } from './layout.js';

/** The moderators' desk: two lanes of pictures that wait, and what was decided lately. */
export function DeskPage(props: {
  readonly view: View;
  readonly member: Member;
  readonly ordinary: readonly Hold[];
  readonly severe: readonly Hold[];
  readonly decisions: readonly DecisionRecord[];
  /** Where each waiting picture belongs: address and words. */
  readonly places: ReadonlyMap<string, { readonly address: string; readonly words: string }>;
}) {
  const { view } = props;
  const safety = props.member.roles.includes('safety');
  return (
    <Layout view={view} title="Desk">
      <h1>Desk</h1>
      <p class="lede">
        Nothing here is public. You never have to look: the reasons are often enough, and Reject can be undone.
      </p>
      <section class="lane" aria-labelledby="lane-ordinary">
        <div class="lane-head">
          <h2 id="lane-ordinary">
            Ordinary <span class="count">{props.ordinary.length}</span>
          </h2>
          <p>
            A picture opens only when you press for it: small, grey and blurred. It is sharp while you hold it. Each
            look is noted.
          </p>
        </div>
        {props.ordinary.length === 0 ? <p class="empty">Nothing waits.</p> : null}
        <ul class="holds">
          {props.ordinary.map((hold) => (
            <HoldItem {...props} hold={hold} />
          ))}
        </ul>
      </section>
      <section class="lane lane-severe" aria-labelledby="lane-severe">
        <div class="lane-head">
          <h2 id="lane-severe">
            Severe <span class="count">{props.severe.length}</span>
          </h2>
          <p>
            {safety
              ? 'Matches with a list whose pictures nobody should have to see. Only you can look or decide here.'
              : 'Matches with a list whose pictures nobody should have to see. Only the safety officer looks or decides.'}
          </p>
        </div>
        {props.severe.length === 0 ? <p class="empty">Nothing waits.</p> : null}
        <ul class="holds">
          {props.severe.map((hold) => (
            <HoldItem {...props} hold={hold} />
          ))}
        </ul>
      </section>
      <section class="lane" aria-labelledby="lane-recent">
        <div class="lane-head">
          <h2 id="lane-recent">Decided lately</h2>
          <p>Everything here can be undone, by you or by a colleague.</p>
        </div>
        {props.decisions.length === 0 ? <p class="empty">Nothing yet.</p> : null}
        <ul class="decisions">
          {props.decisions.map((decision) => (
            <DecisionItem view={view} decision={decision} />
          ))}
        </ul>
      </section>
    </Layout>
  );
}

function HoldItem(props: {
  readonly view: View;
  readonly hold: Hold;
  readonly places: ReadonlyMap<string, { readonly address: string; readonly words: string }>;
}) {
  const { hold, view } = props;
  const author = memberById(hold.accountId);
  const place = props.places.get(hold.uploadId);
  const handle = author?.handle ?? hold.accountId;
  return (
    <li class="hold" data-upload={hold.uploadId}>
      {hold.mayLook ? (
        <div class="look" data-look={hold.uploadId} data-of={handle}>
          <span class="look-closed" aria-hidden="true"></span>
        </div>
      ) : (
        <div class="look look-locked">
          <span class="look-closed" aria-hidden="true"></span>
        </div>
      )}
      <div class="hold-text">
        <h3>
          {hold.context === 'avatar' ? 'Avatar' : 'Picture'} of {handle}
        </h3>
        <p class="meta">
          <span class="badge">{hold.tier}</span>
          <time datetime={new Date(hold.at).toISOString()}>{relativeTime(hold.at, view.now)}</time>
          {place === undefined ? <span>not posted yet</span> : <a href={place.address}>{place.words}</a>}
          <span>
            {hold.format.toUpperCase()}, {hold.width} × {hold.height}
          </span>
          <span>{hold.looks === 0 ? 'nobody has looked' : countOf(hold.looks, 'look')}</span>
        </p>
        <ul class="reasons">
          {hold.reasons.map((reason) => (
            <li>{reason}</li>
          ))}
        </ul>
        {hold.appeal === null ? null : (
          <p class="appeal">
            <strong>The member asked for a person:</strong> {hold.appeal.note || 'without a note.'}
          </p>
        )}
        {hold.mayLook ? (
          <div class="actions">
            <Action uploadId={hold.uploadId} action="release" words="Release" handle={handle} />
            <Action uploadId={hold.uploadId} action="reject" words="Reject" handle={handle} danger />
          </div>
        ) : (
          <p class="meta">Waits for the safety officer.</p>
        )}
      </div>
    </li>
  );
}

function Action(props: {
  readonly uploadId: string;
  readonly action: 'release' | 'reject' | 'undo';
  readonly words: string;
  readonly handle: string;
  readonly danger?: boolean;
}) {
  return (
    <form method="post" action={`/desk/uploads/${props.uploadId}/${props.action}`}>
      <input type="hidden" name="back" value="/desk" />
      <button class={props.danger ? 'danger' : undefined} type="submit">
        {props.words}
        <span class="hidden"> the picture of {props.handle}</span>
      </button>
    </form>
  );
}

const decisionWords: Readonly<Record<string, string>> = {
  released: 'released',
  rejected: 'rejected',
  hidden: 'hidden',
  'taken-down': 'taken down',
  undone: 'put back',
};

function DecisionItem({ view, decision }: { readonly view: View; readonly decision: DecisionRecord }) {
  const author = memberById(decision.accountId)?.handle ?? decision.accountId;
  const by = memberById(decision.by)?.handle ?? decision.by;
  return (
    <li>
      <p>
        Picture of {author} <strong>{decisionWords[decision.type] ?? decision.type}</strong>
        {` by ${by}, `}
        <time datetime={new Date(decision.at).toISOString()}>{relativeTime(decision.at, view.now)}</time>
      </p>
      {decision.canUndo ? <Action uploadId={decision.uploadId} action="undo" words="Undo" handle={author} /> : null}
    </li>
  );
}
