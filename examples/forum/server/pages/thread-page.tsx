import { uploadsIn } from '../../text/parse-text.js';
import { boardById } from '../boards.js';
import type { PostRow } from '../database/forum-store.js';
import { badgeOf, type Member, mayModerate, memberById, worksHere } from '../members.js';
import type { Pictures } from '../pictures.js';
import { countOf, relativeTime } from '../relative-time.js';
import type { View } from '../view.js';
import { Avatar } from './avatar.js';
import { type BroughtBack, ComposerPlace } from './composer-place.js';
import { Layout } from './layout.js';
import { PostPictureView, type Power } from './post-picture.js';
import { PostText } from './post-text.js';
import { ReportDialog } from './report-form.js';

/** One conversation and the composer under it. */
export function ThreadPage(props: {
  readonly view: View;
  readonly thread: { readonly id: number; readonly title: string; readonly board: string };
  readonly posts: readonly PostRow[];
  readonly pictures: Pictures;
  readonly postCounts: ReadonlyMap<string, number>;
  readonly draft?: BroughtBack;
}) {
  const { view, thread } = props;
  return (
    <Layout view={view} title={thread.title}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/">Threads</a> <span aria-hidden="true">/</span> {boardById(thread.board)?.name ?? thread.board}
      </nav>
      <h1>{thread.title}</h1>
      <ol class="posts">
        {props.posts.map((post) => {
          const author = memberById(post.authorId);
          return author === null ? null : <Post {...props} post={post} author={author} />;
        })}
      </ol>
      <ComposerPlace
        view={view}
        title="Add to the conversation"
        action={`/t/${thread.id}/posts`}
        threadId={thread.id}
        draft={props.draft ?? null}
      />
      {view.session === null ? null : <ReportDialog back={view.path} />}
    </Layout>
  );
}

function Post(props: {
  readonly view: View;
  readonly post: PostRow;
  readonly author: Member;
  readonly pictures: Pictures;
  readonly postCounts: ReadonlyMap<string, number>;
}) {
  const { view, post, author } = props;
  const reader = view.session?.member ?? null;
  const mine = reader?.id === author.id;
  const power = powerOf(reader);
  const back = `${view.path}#post-${post.id}`;
  const badge = badgeOf(author);
  const named = uploadsIn(post.text);
  const below = post.pictures.filter((picture) => !named.has(picture.uploadId));
  return (
    <li>
      <article class="post" id={`post-${post.id}`} aria-labelledby={`by-${post.id}`}>
        <header>
          <Avatar member={author} address={view.avatars.get(author.id) ?? null} />
          <p class="by">
            <a class="handle" id={`by-${post.id}`} href={`/m/${author.handle}`}>
              {author.handle}
            </a>
            {badge === null ? null : <span class="badge">{badge}</span>}
            <span class="meta">
              <time datetime={new Date(post.writtenAt).toISOString()}>{relativeTime(post.writtenAt, view.now)}</time> ·{' '}
              {countOf(props.postCounts.get(author.id) ?? 0, 'post')}
            </span>
          </p>
          {mine || power === 'take-down' ? (
            <form class="post-remove" method="post" action={`/posts/${post.id}/remove`}>
              <button class="quiet small" type="submit">
                Remove <span class="hidden">the post of {author.handle}</span>
              </button>
            </form>
          ) : null}
        </header>
        <PostText
          text={post.text}
          own={new Map(post.pictures.map((picture) => [picture.uploadId, picture.description]))}
          pictures={props.pictures}
          mine={mine}
          power={power}
          back={back}
        />
        {below.length === 0 ? null : (
          <div class={`pictures pictures-${Math.min(below.length, 3)}`}>
            {below.map((picture) => (
              <PostPictureView picture={picture} pictures={props.pictures} mine={mine} power={power} back={back} />
            ))}
          </div>
        )}
      </article>
    </li>
  );
}

function powerOf(reader: Member | null): Power {
  if (mayModerate(reader)) return 'take-down';
  return worksHere(reader) ? 'hide' : 'none';
}
