import type { LegalHold } from '@safeupload/server';
import { memberById } from '../../members.js';
import { relativeTime } from '../../relative-time.js';
import type { View } from '../../view.js';

/** The button that keeps everything of an account, or the word that this was done. */
export function KeepEverything(props: {
  readonly accountId: string;
  readonly legalHolds: readonly LegalHold[];
  readonly back: string;
}) {
  const handle = memberById(props.accountId)?.handle ?? props.accountId;
  if (props.legalHolds.some((hold) => hold.accountId === props.accountId)) {
    return <p class="meta">Everything of {handle} is kept by legal hold.</p>;
  }
  return (
    <form class="keep" method="post" action="/desk/legal-holds">
      <input type="hidden" name="account" value={props.accountId} />
      <input type="hidden" name="back" value={props.back} />
      <label>
        Why, or whose file number
        <input name="reason" required maxlength={500} value="Before a report to the police" />
      </label>
      <button type="submit">
        Keep everything of this account (legal hold)<span class="hidden">, {handle}</span>
      </button>
    </form>
  );
}

/** The orders in force, each with the button that lifts it. */
export function LegalHolds(props: {
  readonly view: View;
  readonly legalHolds: readonly LegalHold[];
  readonly back: string;
}) {
  if (props.legalHolds.length === 0) return null;
  return (
    <div class="kept">
      <h3>Kept by legal hold</h3>
      <ul class="decisions">
        {props.legalHolds.map((hold) => (
          <li>
            <p>
              <strong>{subjectOf(hold)}</strong>, {relativeTime(hold.placedAt, props.view.now)}: {hold.reason}
            </p>
            <form method="post" action="/desk/legal-holds/lift">
              <input type="hidden" name="id" value={hold.id} />
              <input type="hidden" name="back" value={props.back} />
              <button type="submit">
                Lift<span class="hidden"> the legal hold on {subjectOf(hold)}</span>
              </button>
            </form>
          </li>
        ))}
      </ul>
    </div>
  );
}

function subjectOf(hold: LegalHold): string {
  return hold.accountId === null
    ? `Upload ${hold.uploadId}`
    : `Everything of ${memberById(hold.accountId)?.handle ?? hold.accountId}`;
}
