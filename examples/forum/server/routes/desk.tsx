import { isSafeUploadError } from '@safeupload/sdk/core';
import type { Actor } from '@safeupload/server';
import { Hono } from 'hono';
import { mayModerate, worksHere } from '../members.js';
import { backTo } from '../notices.js';
import { DeskPage } from '../pages/desk/desk-page.js';
import { MessagePage } from '../pages/message-page.js';
import type { Services } from '../services.js';
import { couldNot, statusOf } from './could-not.js';
import { placesOf } from './desk-places.js';
import { page, viewOf } from './page-context.js';
import { smallForms } from './small-forms.js';

/** How many past decisions the desk lists. */
const mostDecisions = 20;

/** The desk of those who work here. Who may do what is decided in the verifier; this page only asks on somebody's behalf. */
export function deskRoutes(services: Services): Hono {
  const app = new Hono();
  app.use('/desk/*', smallForms);
  const { verifier } = services;

  app.get('/desk', async (c) => {
    const member = services.sessions.of(c.req.raw)?.member ?? null;
    const view = await viewOf(c, services);
    if (!worksHere(member) || view.staff === null) {
      const text =
        'Only those who work here have a desk. Act as early_kettle, night_heron or quiet_harbour to see theirs.';
      return page(c, <MessagePage view={view} title="Not your desk" text={text} />, 403);
    }
    const by = { accountId: member.id, roles: member.roles };
    const groupBy = c.req.query('by') === 'likeness' ? 'likeness' : 'account';
    const ordinary = await verifier.desk({ lane: 'ordinary', groupBy, by });
    const severe = mayModerate(member) ? await verifier.desk({ lane: 'severe', groupBy, by }) : null;
    const rows = [...ordinary.groups, ...(severe?.groups ?? [])].flatMap((group) => group.rows);
    return page(
      c,
      <DeskPage
        view={view}
        member={member}
        staff={view.staff}
        groupBy={groupBy}
        ordinary={ordinary}
        severe={severe}
        decisions={await verifier.decisions({ by, most: mostDecisions })}
        legalHolds={member.roles.includes('safety') ? await verifier.legalHold.list({ by }) : []}
        places={await placesOf(services, rows)}
      />,
    );
  });

  const decide = (action: string, notice: string, act: (uploadId: string, by: Actor) => Promise<unknown>) => {
    app.post(`/desk/uploads/:id{[A-Za-z0-9_-]{16,64}}/${action}`, async (c) => {
      const member = services.sessions.of(c.req.raw)?.member ?? null;
      const form = await c.req.parseBody();
      const uploadId = c.req.param('id') ?? '';
      if (member === null) return c.redirect('/', 303);
      try {
        await act(uploadId, { accountId: member.id, roles: member.roles });
        return c.redirect(backTo(form.back, notice, action === 'undo' ? undefined : uploadId), 303);
      } catch (error) {
        if (!isSafeUploadError(error)) throw error;
        return couldNot(c, services, error);
      }
    });
  };
  decide('release', 'released', (uploadId, by) => verifier.decideHold({ uploadId, action: 'release', by }));
  decide('reject', 'rejected', (uploadId, by) => verifier.decideHold({ uploadId, action: 'reject', by }));
  decide('reject-and-bank', 'rejected-and-banked', (uploadId, by) =>
    verifier.decideHold({ uploadId, action: 'reject', bank: true, by }),
  );
  decide('hide', 'hidden', (uploadId, by) => verifier.hide({ uploadId, reason: 'hidden by a volunteer', by }));
  decide('takedown', 'taken-down', (uploadId, by) =>
    verifier.takedown({ uploadId, reason: 'taken down by a moderator', by }),
  );
  decide('undo', 'undone', (uploadId, by) => verifier.undo({ uploadId, by }));

  app.post('/desk/groups/reject', async (c) => {
    const member = services.sessions.of(c.req.raw)?.member ?? null;
    const form = await c.req.parseBody();
    if (member === null) return c.redirect('/', 303);
    try {
      const { uploadIds, hidden, held, left } = await verifier.decideGroup({
        kind: form.kind === 'likeness' ? 'likeness' : 'account',
        id: typeof form.id === 'string' ? form.id : '',
        lane: form.lane === 'severe' ? 'severe' : 'ordinary',
        action: 'reject',
        bank: form.bank === 'yes',
        by: { accountId: member.id, roles: member.roles },
      });
      const counts = { rejected: uploadIds.length, copies: hidden + held, left };
      return c.redirect(backTo(form.back, 'group-rejected', undefined, counts), 303);
    } catch (error) {
      if (!isSafeUploadError(error)) throw error;
      return couldNot(c, services, error);
    }
  });

  // A POST: a look changes something (it is noted), and no page can make a moderator's browser look by an <img>.
  app.post('/desk/uploads/:id{[A-Za-z0-9_-]{16,64}}/look/:size{small|full}', async (c) => {
    const member = services.sessions.of(c.req.raw)?.member ?? null;
    if (member === null) return c.json({ code: 'not-signed-in', message: 'You are not signed in any more.' }, 401);
    try {
      const seen = await verifier.look({
        uploadId: c.req.param('id'),
        by: { accountId: member.id, roles: member.roles },
        size: c.req.param('size') === 'full' ? 'full' : 'small',
      });
      return c.body(new Uint8Array(seen.bytes), 200, {
        'content-type': seen.mediaType,
        'cache-control': 'no-store',
        'content-security-policy': "sandbox; default-src 'none'",
        'content-disposition': 'attachment',
      });
    } catch (error) {
      if (!isSafeUploadError(error)) throw error;
      return c.json({ code: error.code, message: error.message }, statusOf(error));
    }
  });

  return app;
}
