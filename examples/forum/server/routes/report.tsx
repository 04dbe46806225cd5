import { isSafeUploadError } from '@safeupload/sdk/core';
import type { ReportReason } from '@safeupload/server';
import { type Context, Hono } from 'hono';
import { memberById } from '../members.js';
import { backTo } from '../notices.js';
import { ReportPage } from '../pages/report-page.js';
import { reportReasonIn } from '../report-words.js';
import type { Services } from '../services.js';
import type { Session } from '../session.js';
import { page, viewOf } from './page-context.js';
import { smallForms } from './small-forms.js';

/** Where a picture is reported. */
const path = '/pictures/:id{[A-Za-z0-9_-]{16,64}}/report';

/** What somebody is told who reports faster than a person can. */
const tooFast = 'That were many reports at once. Please wait a minute, then send this one again.';

/** Reporting a picture: a page with a form, and the same for the dialog that a script opens. */
export function reportRoutes(services: Services): Hono {
  const app = new Hono();

  app.get(path, (c) => reportPage(c, services, c.req.param('id'), null));

  app.post(path, smallForms, async (c) => {
    const uploadId = c.req.param('id');
    const session = services.sessions.of(c.req.raw);
    const form = await c.req.parseBody();
    const reason = reportReasonIn(form.reason);
    const wantsJson = (c.req.header('accept') ?? '').startsWith('application/json');
    const problem =
      session === null
        ? 'You are not signed in any more.'
        : reason === null
          ? 'Choose what is wrong with it.'
          : await take(c, services, session, uploadId, reason);
    if (problem === null)
      return wantsJson ? c.json({ received: true }) : c.redirect(backTo(form.back, 'reported'), 303);
    const status = problem === tooFast ? 429 : session === null ? 401 : 400;
    return wantsJson ? c.json({ message: problem }, status) : reportPage(c, services, uploadId, problem, status);
  });

  return app;
}

/**
 * Gives the report to the verifier; null where it was taken. What became of the picture is not told: the thanks are the
 * same for one that was hidden, one that was not, and one that is gone already.
 */
async function take(
  c: Context,
  services: Services,
  session: Session,
  uploadId: string,
  reason: ReportReason,
): Promise<string | null> {
  const { id: accountId, tier } = session.member;
  const peer = services.peers.of(c.req.raw);
  try {
    await services.verifier.report({ uploadId, accountId, reason, tier, ...(peer === null ? {} : { peer }) });
    return null;
  } catch (error) {
    if (!isSafeUploadError(error)) throw error;
    if (error.code === 'rate-limited') return tooFast;
    if (error.code === 'not-found' || error.code === 'wrong-state') return null;
    throw error;
  }
}

async function reportPage(
  c: Context,
  services: Services,
  uploadId: string,
  problem: string | null,
  status: 200 | 400 | 401 | 429 = 200,
) {
  const back = backTo(c.req.query('back'));
  // Led back here after signing in, with the way back to the thread still known.
  const view = {
    ...(await viewOf(c, services)),
    path: `/pictures/${uploadId}/report?back=${encodeURIComponent(back)}`,
  };
  return page(
    c,
    <ReportPage
      view={view}
      uploadId={uploadId}
      handle={await handleOf(services, uploadId)}
      back={back}
      problem={problem}
    />,
    status,
  );
}

/** Whose picture it is, while it is shown: what is not shown is nobody's business. */
async function handleOf(services: Services, uploadId: string): Promise<string | null> {
  const shown = (await services.verifier.picturesOf([uploadId])).get(uploadId)?.receipt ?? null;
  if (shown === null) return null;
  const { accountId } = await services.verifier.status(uploadId);
  return memberById(accountId)?.handle ?? null;
}
