import { randomUUID } from 'node:crypto';
import { parseOutcomeAnswer, parseRefusalAnswer } from '@safeupload/sdk/core';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { backTo } from '../notices.js';
import type { BroughtBack } from '../pages/composer-place.js';
import { MessagePage } from '../pages/message-page.js';
import { NewThreadPage } from '../pages/new-thread-page.js';
import { ThreadPage } from '../pages/thread-page.js';
import { picturesOf } from '../pictures.js';
import type { Destination } from '../posting.js';
import type { Services } from '../services.js';
import { readDraft, readNewThread } from './drafts.js';
import { page, viewOf } from './page-context.js';
import { notFound } from './reading.js';

/** Most bytes of a plain form with a picture: the wire limit of a picture and room for the text. */
const mostBodyBytes = 10 * 1024 * 1024 + 256 * 1024;

/**
 * Posting without JavaScript: text and picture in one form. The picture takes the server's path, screened at the
 * member's own tier; whatever goes wrong, the text comes back in the form.
 */
export function plainFormRoutes(services: Services): Hono {
  const app = new Hono();
  const bounded = bodyLimit({
    maxSize: mostBodyBytes,
    onError: async (c) => {
      const text = 'A picture may have at most 10 MB. Go back: what you wrote is still in the form.';
      return page(c, <MessagePage view={await viewOf(c, services)} title="That is too large" text={text} />, 413);
    },
  });
  app.use('/threads', bounded);
  app.use('/t/*', bounded);
  app.use('/me/*', bounded);

  app.post('/t/:id{[0-9]{1,9}}/posts', async (c) => {
    const thread = await services.store.thread(Number(c.req.param('id')));
    if (thread === null) return notFound(c, services);
    const form = await c.req.parseBody();
    const posted = await postForm(c, services, { threadId: thread.id }, form);
    if ('address' in posted) return c.redirect(posted.address, 303);
    const posts = await services.store.posts(thread.id);
    const authors = [...new Set(posts.map((post) => post.authorId))];
    const view = { ...(await viewOf(c, services, authors)), path: `/t/${thread.id}` };
    const pictures = await picturesOf(
      services.verifier,
      posts.flatMap((post) => post.pictures.map((picture) => picture.uploadId)),
    );
    const postCounts = await services.store.postCounts(authors);
    return page(
      c,
      <ThreadPage
        view={view}
        thread={thread}
        posts={posts}
        pictures={pictures}
        postCounts={postCounts}
        draft={posted}
      />,
      posted.status,
    );
  });

  app.post('/threads', async (c) => {
    const form = await c.req.parseBody();
    const thread = readNewThread({ title: form.title, board: form.board });
    const posted =
      'problem' in thread ? notPosted(textOf(form.text), thread.problem) : await postForm(c, services, thread.ok, form);
    if ('address' in posted) return c.redirect(posted.address, 303);
    const draft = { ...posted, title: textOf(form.title), board: textOf(form.board) };
    const view = { ...(await viewOf(c, services)), path: '/new' };
    return page(c, <NewThreadPage view={view} draft={draft} />, posted.status);
  });

  app.post('/me/avatar', async (c) => {
    const session = services.sessions.of(c.req.raw);
    if (session === null) return c.redirect('/', 303);
    const form = await c.req.parseBody();
    const uploaded = await screenFile(c, services, 'avatar', form.file);
    if (uploaded !== null && 'problem' in uploaded) {
      const view = { ...(await viewOf(c, services)), path: '/me' };
      return page(
        c,
        <MessagePage view={view} title="Your picture stays as it was" text={uploaded.problem} />,
        uploaded.status,
      );
    }
    if (uploaded !== null) await services.posting.setAvatar(session.member, uploaded.uploadId);
    return c.redirect(`/m/${session.member.handle}`, 303);
  });

  app.post('/me/avatar/remove', async (c) => {
    const session = services.sessions.of(c.req.raw);
    if (session === null) return c.redirect('/', 303);
    await services.posting.setAvatar(session.member, null);
    return c.redirect(backTo(`/m/${session.member.handle}`, 'avatar-removed'), 303);
  });

  return app;
}

/** Why a plain form was not posted, with everything that was typed. */
interface NotPosted extends BroughtBack {
  readonly status: 400 | 429;
}

function notPosted(text: string, problem: string, status: NotPosted['status'] = 400): NotPosted {
  return { text, problem, status };
}

async function postForm(
  c: Context,
  services: Services,
  destination: Destination,
  form: Readonly<Record<string, unknown>>,
): Promise<{ readonly address: string } | NotPosted> {
  const text = textOf(form.text);
  const session = services.sessions.of(c.req.raw);
  if (session === null)
    return notPosted(text, 'You are not signed in any more. Choose who to act as, then post again.');
  const uploaded = await screenFile(c, services, 'post', form.file);
  if (uploaded !== null && 'problem' in uploaded) {
    return notPosted(text, `${uploaded.problem} What you wrote is still in the form.`, uploaded.status);
  }
  const pictures = uploaded === null ? [] : [{ uploadId: uploaded.uploadId, description: '' }];
  const draft = readDraft({ text, pictures, draftId: randomUUID() });
  if ('problem' in draft) return notPosted(text, draft.problem);
  const written = await services.posting.post(session.member, destination, draft.ok);
  return { address: `/t/${written.threadId}#post-${written.id}` };
}

/**
 * Sends the picture through the same door as every other upload, in the member's own session: `verifier.screen` is for
 * bytes that the host itself vouches for, and has none of a browser's limits.
 */
async function screenFile(
  c: Context,
  services: Services,
  context: 'post' | 'avatar',
  file: unknown,
): Promise<{ readonly uploadId: string } | { readonly problem: string; readonly status: 400 | 429 } | null> {
  if (!(file instanceof File) || file.size === 0) return null;
  const request = new Request(`${services.audience}/upload?context=${context}`, {
    method: 'POST',
    headers: {
      // The page's own origin was judged before any form was read.
      origin: new URL(services.audience).origin,
      cookie: c.req.header('cookie') ?? '',
      'content-type': 'application/octet-stream',
      'user-agent': c.req.header('user-agent') ?? '',
      'idempotency-key': randomUUID(),
    },
    body: await file.arrayBuffer(),
  });
  services.peers.pass(c.req.raw, request);
  const answer = await services.verifier.fetch(request);
  const body: unknown = await answer.json();
  if (!answer.ok) {
    const { code, message } = parseRefusalAnswer(body);
    // Nothing is wrong with this one: others of theirs wait, and the server's sentence says so in full.
    if (code === 'holds-waiting') return { problem: `This picture has to wait. ${message}`, status: 429 };
    return { problem: `The picture could not be used: ${message}`, status: answer.status === 429 ? 429 : 400 };
  }
  const { outcome, uploadId } = parseOutcomeAnswer(body);
  if (outcome !== 'refused') return { uploadId };
  return { problem: 'This picture cannot be posted here.', status: 400 };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
