import type { DecisionRecord } from '@safeupload/server';
import { memberById } from '../../members.js';
import { relativeTime } from '../../relative-time.js';
import type { View } from '../../view.js';
import { Action } from './desk-actions.js';
import { decisionWords } from './desk-words.js';

/** What people decided, newest first, each with its way back. */
export function DecidedLately(props: {
  readonly view: View;
  readonly decisions: readonly DecisionRecord[];
  readonly back: string;
}) {
  return (
    <section class="lane" aria-labelledby="lane-recent">
      <div class="lane-head">
        <h2 id="lane-recent">Decided lately</h2>
        <p>What has an Undo can be taken back, by you or by a colleague.</p>
      </div>
      {props.decisions.length === 0 ? (
        <p class="empty">Nothing yet.</p>
      ) : (
        <ul class="decisions">
          {props.decisions.map((decision) => (
            <DecisionItem view={props.view} decision={decision} back={props.back} />
          ))}
        </ul>
      )}
    </section>
  );
}

function DecisionItem(props: { readonly view: View; readonly decision: DecisionRecord; readonly back: string }) {
  const { view, decision } = props;
  const author = memberById(decision.accountId)?.handle ?? decision.accountId;
  const by = memberById(decision.by)?.handle ?? decision.by;
  return (
    <li>
      <p>
        Picture of {author} <strong>{decisionWords[decision.type]}</strong>
        {` by ${by}, `}
        <time datetime={new Date(decision.at).toISOString()}>{relativeTime(decision.at, view.now)}</time>
      </p>
      {decision.canUndo ? (
        <Action
          uploadId={decision.uploadId}
          action="undo"
          words="Undo"
          of={`the picture of ${author}`}
          back={props.back}
        />
      ) : null}
    </li>
  );
}
