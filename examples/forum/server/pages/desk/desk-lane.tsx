import type { DeskView, LegalHold } from '@safeupload/server';
import type { Child } from 'hono/jsx';
import type { Member } from '../../members.js';
import type { View } from '../../view.js';
import { DeskGroupCard } from './desk-group.js';
import type { Place } from './desk-row.js';

/** One lane of the desk: a heading, one sentence, its groups. */
export function DeskLane(props: {
  readonly view: View;
  readonly member: Member;
  readonly lane: DeskView;
  readonly title: string;
  readonly about: string;
  readonly legalHolds: readonly LegalHold[];
  readonly places: ReadonlyMap<string, Place>;
  readonly back: string;
  /** What stands between the heading and the groups. */
  readonly children?: Child;
}) {
  const { lane } = props;
  const id = `lane-${lane.lane}`;
  return (
    <section class={lane.lane === 'severe' ? 'lane lane-severe' : 'lane'} aria-labelledby={id}>
      <div class="lane-head">
        <h2 id={id}>
          {props.title} <span class="count">{lane.waiting}</span>
        </h2>
        <p>{props.about}</p>
      </div>
      {props.children}
      {lane.groups.length === 0 ? <p class="empty">Nothing waits.</p> : null}
      <ul class="groups">
        {lane.groups.map((group) => (
          <DeskGroupCard {...props} lane={lane.lane} group={group} />
        ))}
      </ul>
    </section>
  );
}
