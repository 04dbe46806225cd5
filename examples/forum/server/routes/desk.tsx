import { isSafeUploadError, type SafeUploadError } from '@safeupload/sdk/core';
import type { Actor, Hold } from '@safeupload/server';
import { type Context, Hono } from 'hono';
import { mayModerate, memberById } from '../members.js';
import { backTo } from '../notices.js';
import { DeskPage } from '../pages/desk-page.js';
import { MessagePage } from '../pages/message-page.js';
import type { Services } from '../services.js';
import { page, viewOf } from './page-context.js';
import { smallForms } from './small-forms.js';

/** How many past decisions the desk lists. */
const mostDecisions = 20;

/** The moderators' desk. Who may do what is decided in the verifier; this page only asks on somebody's behalf. */
export function deskRoutes(services: Services): Hono {
  const app = new Hono();
  app.use('/desk/*', smallForms);
  const { verifier } = services;

  app.get('/desk', async (c) => {
    const member = services.sessions.of(c.req.raw)?.member ?? null;
    const view = await viewOf(c, services);
    if (!mayModerate(member)) {
      const text = 'Only moderators have a desk here. Act as night_heron or quiet_harbour to see it.';
      return page(c, <MessagePage view={view} title="Not your desk" text={text} />, 403);
    }
    const by = { accountId: member.id, roles: member.roles };
    const ordinary = await verifier.holds({ lane: 'ordinary', by });
    const severe = await verifier.holds({ lane: 'severe', by });
    const decisions = await verifier.decisions({ by, most: mostDecisions });
    return page(
      c,
      <DeskPage
        view={view}
        member={member}
        ordinary={ordinary}
        severe={severe}
        decisions={decisions}
        places={await placesOf(services, [...ordinary, ...severe])}
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
  decide('takedown', 'taken-down', (uploadId, by) =>
    verifier.takedown({ uploadId, reason: 'taken down by a moderator', by }),
  );
  decide('undo', 'undone', (uploadId, by) => verifier.undo({ uploadId, by }));

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

async function placesOf(services: Services, holds: readonly Hold[]) {
  const places = new Map<string, { readonly address: string; readonly words: string }>();
  for (const hold of holds) {
    const target = hold.attachedTo;
    if (target?.context === 'post') {
      const post = await services.store.post(Number(target.id));
      if (post !== null)
        places.set(hold.uploadId, { address: `/t/${post.threadId}#post-${post.id}`, words: 'in a thread' });
    }
    if (target?.context === 'avatar')
      places.set(hold.uploadId, { address: `/m/${memberById(target.id)?.handle ?? ''}`, words: 'as an avatar' });
  }
  return places;
}

function statusOf(error: SafeUploadError): 403 | 404 | 409 {
  if (error.code === 'role-missing') return 403;
  return error.code === 'not-found' ? 404 : 409;
}

async function couldNot(c: Context, services: Services, error: SafeUploadError) {
  const title = error.code === 'role-missing' ? 'Not yours to decide' : 'That could not be done';
  return page(c, <MessagePage view={await viewOf(c, services)} title={title} text={error.message} />, statusOf(error));
}
