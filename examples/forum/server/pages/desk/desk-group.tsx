import type { DeskGroup, DeskView, LegalHold } from '@safeupload/server';
import { type Member, mayModerate, memberById } from '../../members.js';
import { countOf } from '../../relative-time.js';
import type { View } from '../../view.js';
import { Avatar } from '../avatar.js';
import { DeskRowItem, type Place } from './desk-row.js';
import { accountWords } from './desk-words.js';
import { KeepEverything } from './legal-hold.js';

/** Rows that belong together, with one press for all of them. */
export function DeskGroupCard(props: {
  readonly view: View;
  readonly member: Member;
  readonly lane: DeskView['lane'];
  readonly group: DeskGroup;
  readonly legalHolds: readonly LegalHold[];
  readonly places: ReadonlyMap<string, Place>;
  /** The desk's own address, with the grouping chosen. */
  readonly back: string;
}) {
  const { group, view, member } = props;
  const [first] = group.rows;
  if (first === undefined) return null;
  const author = group.kind === 'account' ? memberById(group.id) : null;
  const accounts = new Set(group.rows.map((row) => row.accountId)).size;
  const title =
    group.kind === 'account'
      ? (author?.handle ?? group.id)
      : group.waiting === 1
        ? 'One picture, like no other that waits'
        : `${group.waiting} pictures that look alike, of ${countOf(accounts, 'account')}`;
  const mayReject = mayModerate(member) && group.waiting > 1 && group.rows.some((row) => row.mayLook);
  const mayHold = props.lane === 'severe' && member.roles.includes('safety');
  return (
    <li class={group.urgent ? 'group group-urgent' : 'group'} id={`group-${group.id}`} data-group={group.id}>
      <div class="group-head">
        {author === null ? null : <Avatar member={author} address={view.avatars.get(author.id) ?? null} />}
        <div class="group-title">
          <h3>
            {author === null ? title : <a href={`/m/${author.handle}`}>{title}</a>}
            {group.urgent ? <span class="badge badge-held">Urgent</span> : null}
          </h3>
          <p class="meta">
            {group.kind === 'account' ? `${accountWords(first, view.now)} · ` : ''}
            {countOf(group.waiting, 'picture waits', 'pictures wait')}
          </p>
        </div>
        {mayReject ? <RejectAll {...props} title={title} /> : null}
      </div>
      <ul class="holds">
        {group.rows.map((row) => (
          <DeskRowItem
            view={view}
            member={member}
            row={row}
            place={props.places.get(row.uploadId) ?? null}
            severe={props.lane === 'severe'}
            underAccount={group.kind === 'account'}
            back={props.back}
          >
            {mayHold && group.kind === 'likeness' ? <KeepEverything accountId={row.accountId} {...props} /> : null}
          </DeskRowItem>
        ))}
      </ul>
      {mayHold && group.kind === 'account' ? <KeepEverything accountId={group.id} {...props} /> : null}
      {group.waiting > group.rows.length ? (
        <p class="meta group-more">
          {group.waiting - group.rows.length} more in this group come up as these are decided.
        </p>
      ) : null}
    </li>
  );
}

function RejectAll(props: {
  readonly lane: DeskView['lane'];
  readonly group: DeskGroup;
  readonly title: string;
  readonly back: string;
}) {
  const { group } = props;
  return (
    <form class="reject-all" method="post" action="/desk/groups/reject">
      <input type="hidden" name="kind" value={group.kind} />
      <input type="hidden" name="id" value={group.id} />
      <input type="hidden" name="lane" value={props.lane} />
      <input type="hidden" name="back" value={props.back} />
      <label class="choice">
        <input type="checkbox" name="bank" value="yes" />
        <span>
          also hold copies from now on<span class="hidden"> of the pictures of this group, {props.title}</span>
        </span>
      </label>
      <button class="danger" type="submit">
        Reject all {group.waiting}
        <span class="hidden">, {props.title}</span>
      </button>
    </form>
  );
}
