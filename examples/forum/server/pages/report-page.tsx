import type { View } from '../view.js';
import { ActAs, Layout } from './layout.js';
import { ReportForm } from './report-form.js';

/** Reporting a picture, as a page of its own: without scripts, and for guests, who sign in here. The picture is not shown. */
export function ReportPage(props: {
  readonly view: View;
  readonly uploadId: string;
  /** Whose picture it is, where it is shown; null where it is not. */
  readonly handle: string | null;
  readonly back: string;
  readonly problem: string | null;
}) {
  const { view, handle } = props;
  return (
    <Layout view={view} title="Report a picture">
      <h1>Report a picture</h1>
      <p class="lede">{handle === null ? 'A picture of this forum.' : `A picture that ${handle} posted.`}</p>
      <section class="composer report" aria-label="Report">
        {view.session === null ? (
          <>
            <p>
              Choose somebody to act as: a report comes from an account. Whoever posted the picture is not told whose.
            </p>
            <p>
              <strong>Is a child in danger now?</strong> Call 999 (UK), 112 (Europe), 911 (US) first.
            </p>
            <ActAs view={view} />
          </>
        ) : (
          <ReportForm action={`/pictures/${props.uploadId}/report`} back={props.back} problem={props.problem} />
        )}
      </section>
      <p>
        <a href={props.back}>Back without reporting</a>
      </p>
    </Layout>
  );
}
