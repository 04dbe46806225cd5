import { isSafeUploadError, verifyReceipt } from '@safeupload/sdk/core';
import type { PicturesOfUpload } from '@safeupload/server';
import { Hono } from 'hono';
import type { JSONWebKeySet } from 'jose';
import { memberByHandle } from '../members.js';
import { MemberPage, type WaitingPost } from '../pages/member-page.js';
import { MessagePage } from '../pages/message-page.js';
import { NewThreadPage } from '../pages/new-thread-page.js';
import { PrivacyPage } from '../pages/privacy-page.js';
import { ReceiptPage, type ShownReceipt } from '../pages/receipt-page.js';
import { ThreadPage } from '../pages/thread-page.js';
import { ThreadsPage } from '../pages/threads-page.js';
import { TryPage } from '../pages/try-page.js';
import { picturesOf } from '../pictures.js';
import type { Services } from '../services.js';
import { page, viewOf } from './page-context.js';

/** Name of the cookie that remembers that the introduction was closed. */
export const hintsCookie = 'kitchen_hints';

/** The pages anybody may read. */
export function readingRoutes(services: Services): Hono {
  const app = new Hono();
  const { store, verifier } = services;

  app.get('/', async (c) => {
    const threads = await store.threads();
    const pictures = await picturesOf(
      verifier,
      threads.flatMap((thread) => thread.pictures.map((picture) => picture.uploadId)),
    );
    const view = await viewOf(
      c,
      services,
      threads.map((thread) => thread.authorId),
    );
    const hints = !(c.req.header('cookie') ?? '').includes(`${hintsCookie}=closed`);
    return page(c, <ThreadsPage view={view} threads={threads} pictures={pictures} hints={hints} />);
  });

  app.get('/t/:id{[0-9]{1,9}}', async (c) => {
    const thread = await store.thread(Number(c.req.param('id')));
    if (thread === null) return notFound(c, services);
    const posts = await store.posts(thread.id);
    const authors = [...new Set(posts.map((post) => post.authorId))];
    const pictures = await picturesOf(
      verifier,
      posts.flatMap((post) => post.pictures.map((picture) => picture.uploadId)),
    );
    return page(
      c,
      <ThreadPage
        view={await viewOf(c, services, authors)}
        thread={thread}
        posts={posts}
        pictures={pictures}
        postCounts={await store.postCounts(authors)}
      />,
    );
  });

  app.get('/new', async (c) => page(c, <NewThreadPage view={await viewOf(c, services)} />));
  app.get('/try', async (c) => page(c, <TryPage view={await viewOf(c, services)} />));

  app.get('/privacy', async (c) => page(c, <PrivacyPage view={await viewOf(c, services)} policy={verifier.policy} />));

  app.get('/me', (c) => {
    const session = services.sessions.of(c.req.raw);
    return c.redirect(session === null ? '/' : `/m/${session.member.handle}`, 303);
  });

  app.get('/m/:handle', async (c) => {
    const member = memberByHandle(c.req.param('handle'));
    if (member === null) return notFound(c, services);
    const own = services.sessions.of(c.req.raw)?.member.id === member.id;
    const uploadId = (await store.avatars([member.id])).get(member.id);
    const upload = uploadId === undefined ? null : (await picturesOf(verifier, [uploadId])).of(uploadId);
    const posts = (await store.postCounts([member.id])).get(member.id) ?? 0;
    const avatar =
      upload === null ? 'none' : upload.receipt !== null ? 'shown' : waits(upload) ? 'waiting' : 'not-shown';
    return page(
      c,
      <MemberPage
        view={await viewOf(c, services, [member.id])}
        member={member}
        posts={posts}
        avatar={avatar}
        uploadId={uploadId ?? null}
        waiting={own ? await waitingPostsOf(services, member.id) : []}
      />,
    );
  });

  app.get('/pictures/:uploadId{[A-Za-z0-9_-]{16,64}}', async (c) => {
    const uploadId = c.req.param('uploadId');
    const upload = (await picturesOf(verifier, [uploadId])).of(uploadId);
    if (upload === null) return notFound(c, services);
    const wantsJson = (c.req.header('accept') ?? '').startsWith('application/json');
    if (wantsJson) {
      c.header('cache-control', 'no-store');
      // What is not shown is nobody's business here: its author and the desk have pages of their own.
      return c.json(
        upload.receipt === null
          ? { uploadId, receipt: null }
          : { uploadId, receipt: upload.receipt, pictures: upload.pictures },
      );
    }
    const receipt = upload.receipt === null ? null : await readReceipt(services, upload.receipt);
    return page(c, <ReceiptPage view={await viewOf(c, services)} receipt={receipt} />);
  });

  return app;
}

/** What of a member's posts waits for a person, newest first. */
async function waitingPostsOf(services: Services, memberId: string): Promise<readonly WaitingPost[]> {
  const posts = await services.store.postsWithPictures(memberId);
  const pictures = await picturesOf(
    services.verifier,
    posts.flatMap((post) => post.pictures.map(({ uploadId }) => uploadId)),
  );
  return posts
    .map((post) => ({
      address: `/t/${post.threadId}#post-${post.id}`,
      title: post.title,
      writtenAt: post.writtenAt,
      pictures: post.pictures.filter(({ uploadId }) => waits(pictures.of(uploadId))).length,
    }))
    .filter((post) => post.pictures > 0);
}

/** True for a posted picture that a person has to look at before it is shown, or shown again. */
function waits(upload: PicturesOfUpload | null): boolean {
  if (upload === null) return false;
  return (upload.outcome === 'held' && upload.state === 'attached') || upload.state === 'hidden';
}

/**
 * The receipt, verified the way any reader would: against the published keys. `says` is null where it does not verify:
 * the demo had another address (another port, `--lan`) when it was signed.
 */
async function readReceipt(services: Services, token: string): Promise<ShownReceipt> {
  const answer = await services.verifier.fetch(new Request(`${services.audience}/jwks.json`));
  // Provable: it is the verifier's own route that answered, and it publishes a JWK set.
  const jwks = (await answer.json()) as JSONWebKeySet;
  try {
    return { token, says: await verifyReceipt(token, { jwks, expectedIssuer: services.audience }) };
  } catch (error) {
    if (!isSafeUploadError(error)) throw error;
    return { token, says: null };
  }
}

/** The page for an address that leads nowhere. */
export async function notFound(c: Parameters<typeof viewOf>[0], services: Services) {
  const view = await viewOf(c, services);
  return page(
    c,
    <MessagePage view={view} title="Not here" text="There is nothing at this address, or not any more." />,
    404,
  );
}
