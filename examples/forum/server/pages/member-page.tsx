import { badgeOf, type Member, mayModerate } from '../members.js';
import { countOf } from '../relative-time.js';
import type { View } from '../view.js';
import { Avatar } from './avatar.js';
import { Layout } from './layout.js';

/** What the member's own picture waits for, or null. */
export type AvatarState = 'none' | 'shown' | 'waiting' | 'not-shown';

/** A member, and on one's own page the place to choose a picture. */
export function MemberPage(props: {
  readonly view: View;
  readonly member: Member;
  readonly posts: number;
  readonly avatar: AvatarState;
  /** The upload that is their picture, or null. */
  readonly uploadId: string | null;
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
    </Layout>
  );
}
