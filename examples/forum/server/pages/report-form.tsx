import { reportReasons } from '@safeupload/server';
import { reportWords } from '../report-words.js';

/** Why, in plain words, and what happens then. The same on its own page and in the dialog of a thread; shows no picture. */
export function ReportForm(props: {
  readonly action: string;
  readonly back: string;
  /** What stood in the way of the last try, or null. */
  readonly problem: string | null;
}) {
  return (
    <form class="report-form" method="post" action={props.action} data-report-form>
      <input type="hidden" name="back" value={props.back} />
      <p class="report-problem" role="alert">
        {props.problem}
      </p>
      <fieldset>
        <legend>What is wrong with it?</legend>
        {reportReasons.map((reason) => (
          <label class="choice">
            <input type="radio" name="reason" value={reason} required />
            <span>{reportWords[reason]}</span>
          </label>
        ))}
      </fieldset>
      <div class="report-help">
        <p>
          <strong>Is a child in danger now?</strong> Call 999 (UK), 112 (Europe), 911 (US) first.
        </p>
        <p>Please do not save the picture, and do not send it to anybody, not even to show what happened.</p>
        <p>
          A person will look. It may be hidden before that. Whoever posted it is not told who reported it, and you are
          not told what was decided.
        </p>
      </div>
      <button class="primary" type="submit">
        Send the report
      </button>
    </form>
  );
}

/** The dialog that a page with pictures keeps ready; a script opens it in place of the report page. */
export function ReportDialog(props: { readonly back: string }) {
  return (
    <dialog class="report-dialog" id="report-dialog" aria-labelledby="report-title">
      <div class="report-head">
        <h2 id="report-title">Report this picture</h2>
        <button class="quiet" type="button" data-close>
          Close
        </button>
      </div>
      <ReportForm action="" back={props.back} problem={null} />
      <div class="report-thanks" tabindex={-1} hidden>
        <p>Thank you. A person will look.</p>
        <p class="meta">If it troubles you, close the page and talk to somebody. You did the right thing.</p>
      </div>
    </dialog>
  );
}
