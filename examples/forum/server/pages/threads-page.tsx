import { boardById } from '../boards.js';
import type { ThreadRow } from '../database/forum-store.js';
import { memberById } from '../members.js';
import type { Pictures } from '../pictures.js';
import { countOf, relativeTime } from '../relative-time.js';
import type { View } from '../view.js';
import { Avatar } from './avatar.js';
import { Layout } from './layout.js';

/** The first page: what people talk about. */
export function ThreadsPage(props: {
  readonly view: View;
  readonly threads: readonly ThreadRow[];
  readonly pictures: Pictures;
  readonly hints: boolean;
}) {
  return (
    <Layout view={props.view} title="Threads">
      {props.hints ? <Hints view={props.view} newest={props.threads[0]} /> : null}
      <div class="page-head">
        <div>
          <h1>Around the table</h1>
          <p class="lede">Parents, grandparents and everybody else who is up at three.</p>
        </div>
        <a class="button" href="/new">
          Start a thread
        </a>
      </div>
      <ul class="threads">
        {props.threads.map((thread) => (
          <ThreadItem view={props.view} thread={thread} pictures={props.pictures} />
        ))}
      </ul>
      {props.threads.length === 0 ? <p class="empty">Nobody has said anything yet.</p> : null}
    </Layout>
  );
}

function ThreadItem(props: { readonly view: View; readonly thread: ThreadRow; readonly pictures: Pictures }) {
  const { thread, view } = props;
  const author = memberById(thread.authorId);
  const last = memberById(thread.lastAuthorId);
  const little = thread.pictures
    .map((picture) => props.pictures.smallest(picture.uploadId))
    .find((one) => one !== null);
  return (
    <li class="thread">
      {author === null ? null : <Avatar member={author} address={view.avatars.get(author.id) ?? null} />}
      <div class="thread-text">
        <h2>
          <a href={`/t/${thread.id}`}>{thread.title}</a>
        </h2>
        <p class="meta">
          <span class="board">{boardById(thread.board)?.name ?? thread.board}</span>
          <span>
            {author?.handle} · {countOf(thread.replies, 'reply', 'replies')} ·{' '}
            {thread.replies > 0 && last !== null ? `${last.handle}, ` : ''}
            <time datetime={new Date(thread.lastAt).toISOString()}>{relativeTime(thread.lastAt, view.now)}</time>
          </span>
        </p>
      </div>
      {little === undefined || little === null ? null : (
        <img class="thread-picture" src={little.address} alt="" width={88} height={66} loading="lazy" />
      )}
    </li>
  );
}

function Hints({ view, newest }: { readonly view: View; readonly newest: ThreadRow | undefined }) {
  return (
    <section class="hints" aria-labelledby="hints-title">
      <div class="hints-head">
        <h2 id="hints-title">First time here?</h2>
        <form method="post" action="/hints/close">
          <button class="quiet" type="submit">
            Close <span class="hidden">the introduction</span>
          </button>
        </form>
      </div>
      <p>
        This forum looks at every picture on your device before it is sent, and again on the server before anybody else
        sees it. Nothing needs setting up:
      </p>
      <ol>
        <li>
          {view.session === null ? (
            <>Choose who to be, with “Act as…” in the corner.</>
          ) : (
            <>
              You are <strong>{view.session.member.handle}</strong>. Change that in the corner.
            </>
          )}
        </li>
        <li>
          Open {newest === undefined ? 'a thread' : <a href={`/t/${newest.id}`}>a thread</a>}, write something, add a
          photo of your own, and post it.
        </li>
        <li>
          Then try the <a href="/try">pictures made for trying</a>: harmless textures that are stopped on the device,
          held for a person, or refused.
        </li>
        <li>Act as the moderator and open the desk: release, reject, take down, undo.</li>
      </ol>
    </section>
  );
}
