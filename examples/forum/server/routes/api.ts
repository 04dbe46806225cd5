import { isSafeUploadError } from '@safeupload/sdk/core';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { boards } from '../boards.js';
import type { Destination } from '../posting.js';
import type { Services } from '../services.js';
import type { Session } from '../session.js';
import { readDraft, readNewThread } from './drafts.js';

/** Most bytes of a post as JSON: 10,000 letters may take 60 KB when escaped. */
const mostBodyBytes = 128 * 1024;

/** What the composer and the avatar chooser talk to. Every answer is JSON; a refusal leaves everything in the composer. */
export function apiRoutes(services: Services): Hono {
  const app = new Hono();
  app.use(
    bodyLimit({
      maxSize: mostBodyBytes,
      onError: (c) => c.json({ code: 'too-many-bytes', message: 'That is too long to post.' }, 413),
    }),
  );

  app.get('/boards', (c) => c.json(boards));

  app.post('/threads', async (c) => {
    const body = await bodyOf(c);
    const thread = readNewThread(body);
    if ('problem' in thread) return c.json({ code: 'request-invalid', message: thread.problem }, 400);
    return post(c, services, thread.ok, body);
  });

  app.post('/threads/:id{[0-9]{1,9}}/posts', async (c) => {
    const thread = await services.store.thread(Number(c.req.param('id')));
    if (thread === null) return c.json({ code: 'not-found', message: 'This thread is gone. Your text is kept.' }, 404);
    return post(c, services, { threadId: thread.id }, await bodyOf(c));
  });

  app.post('/avatar', async (c) => {
    const session = services.sessions.of(c.req.raw);
    if (session === null) return signedOut(c);
    const body = await bodyOf(c);
    if (actsAsAnother(session, body)) return anotherMember(c, session);
    const uploadId = typeof body === 'object' && body !== null && 'uploadId' in body ? body.uploadId : null;
    if (typeof uploadId !== 'string' || !/^[A-Za-z0-9_-]{16,64}$/.test(uploadId)) {
      return c.json({ code: 'request-invalid', message: 'That names no picture.' }, 400);
    }
    try {
      await services.posting.setAvatar(session.member, uploadId);
      return c.json({ address: `/m/${session.member.handle}` });
    } catch (error) {
      return notPosted(c, error);
    }
  });

  return app;
}

async function post(c: Context, services: Services, destination: Destination, body: unknown) {
  const session = services.sessions.of(c.req.raw);
  if (session === null) return signedOut(c);
  if (actsAsAnother(session, body)) return anotherMember(c, session);
  const draft = readDraft(body);
  if ('problem' in draft) return c.json({ code: 'request-invalid', message: draft.problem }, 400);
  try {
    const written = await services.posting.post(session.member, destination, draft.ok);
    return c.json({ address: `/t/${written.threadId}#post-${written.id}` });
  } catch (error) {
    return notPosted(c, error);
  }
}

/** Why the pictures could not be attached, in words for the author. */
const attachWords: Readonly<Record<string, string>> = {
  'not-attachable': 'One of the pictures cannot be posted any more. Remove it and post again; your text is still here.',
  'not-yours': 'One of the pictures was uploaded by somebody else. Remove it and post again; your text is still here.',
  'wrong-context':
    'One of the pictures was uploaded for another place. Remove it and add it again; your text is still here.',
};

function notPosted(c: Context, error: unknown) {
  const words = isSafeUploadError(error) ? attachWords[error.code] : undefined;
  if (!isSafeUploadError(error) || words === undefined) throw error;
  return c.json({ code: error.code, message: words, uploadIds: error.details.uploadIds ?? [] }, 409);
}

function signedOut(c: Context) {
  return c.json(
    {
      code: 'not-signed-in',
      message: 'You are not signed in any more. Choose who to act as in another tab; your text is kept.',
    },
    401,
  );
}

/** True where the page was opened by one member and another is signed in now: nobody posts under a name by accident. */
function actsAsAnother(session: Session, body: unknown): boolean {
  const account: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'account') : undefined;
  return account !== undefined && account !== session.member.id;
}

function anotherMember(c: Context, session: Session) {
  const message = `In another tab you became ${session.member.handle}. Become yourself again and post; everything is still here.`;
  return c.json({ code: 'session-mismatch', message }, 409);
}

async function bodyOf(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    return null;
  }
}
