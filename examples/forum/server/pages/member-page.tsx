import { badgeOf, type Member, mayModerate } from '../members.js';
import { countOf, relativeTime } from '../relative-time.js';
import type { View } from '../view.js';
import { Avatar } from './avatar.js';
import { Layout } from './layout.js';
import { ReportDialog } from './report-form.js';
import { ReportLink } from './report-link.js';

/** What the member's own picture waits for, or null. */
export type AvatarState = 'none' | 'shown' | 'waiting' | 'not-shown';

/** A post of theirs with pictures that a person has to look at first. */
export interface WaitingPost {
  readonly address: string;
  readonly title: string;
  readonly pictures: number;
  readonly writtenAt: number;
}

/** A member, and on one's own page the place to choose a picture. */
export function MemberPage(props: {
  readonly view: View;
  readonly member: Member;
  readonly posts: number;
  readonly avatar: AvatarState;
  /** The upload that is their picture, or null. */
  readonly uploadId: string | null;
  /** What of theirs waits; told to nobody else. */
  readonly waiting: readonly WaitingPost[];
}) {
  const { view, member } = props;
  const own = view.session?.member.id === member.id;
  const badge = badgeOf(member);
  return (
    <Layout view={view} title={member.handle}>
      <div class="member">
        <Avatar member={member} address={view.avatars.get(member.id) ?? null} large />
        <div>
          <h1>
            {member.handle} {badge === null ? null : <span class="badge">{badge}</span>}
          </h1>
          <p class="lede">{member.about}</p>
          <p class="meta">{countOf(props.posts, 'post')}</p>
          {props.avatar === 'shown' && props.uploadId !== null && !own ? (
            <ReportLink uploadId={props.uploadId} back={view.path} of={`the picture of ${member.handle}`} />
          ) : null}
          {props.avatar === 'shown' && props.uploadId !== null && mayModerate(view.session?.member ?? null) ? (
            <form method="post" action={`/desk/uploads/${props.uploadId}/takedown`}>
              <input type="hidden" name="back" value={view.path} />
              <button class="danger small" type="submit">
                Take down the picture
              </button>
            </form>
          ) : null}
        </div>
      </div>
      {own ? <Waiting waiting={props.waiting} now={view.now} /> : null}
      {own ? (
        <section class="composer" aria-labelledby="avatar-title">
          <h2 id="avatar-title">Your picture</h2>
          <p>
            {props.avatar === 'waiting'
              ? 'A person will look at your picture before others see it. Until then your letters stand in for it.'
              : 'It goes through the same gate as pictures in posts, and is shown beside everything you write.'}
          </p>
          {props.avatar === 'not-shown' ? <p>A moderator decided not to show your last picture.</p> : null}
          <div data-island="avatar" data-account={member.id} data-handle={member.handle}></div>
          <noscript>
            <form class="plain-composer" method="post" action="/me/avatar" enctype="multipart/form-data">
              <label>
                Picture
                <input type="file" name="file" accept="image/*" required />
              </label>
              <button class="button" type="submit">
                Use this picture
              </button>
            </form>
          </noscript>
          {props.avatar === 'none' ? null : (
            <form method="post" action="/me/avatar/remove">
              <button class="quiet" type="submit">
                Go back to letters
              </button>
            </form>
          )}
        </section>
      ) : null}
      {view.session === null || own ? null : <ReportDialog back={view.path} />}
    </Layout>
  );
}

function Waiting({ waiting, now }: { readonly waiting: readonly WaitingPost[]; readonly now: number }) {
  if (waiting.length === 0) return null;
  return (
    <section class="composer" aria-labelledby="waiting-title">
      <h2 id="waiting-title">Waiting for a person</h2>
      <p>
        A person looks at these before others see them. Nothing is wrong with you, and your words are shown already.
      </p>
      <ul class="plain-list">
        {waiting.map((post) => (
          <li>
            <a href={post.address}>
              {countOf(post.pictures, 'picture')} in “{post.title}”
            </a>
            , {relativeTime(post.writtenAt, now)}
          </li>
        ))}
      </ul>
    </section>
  );
}
