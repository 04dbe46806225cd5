import type { DecisionRecord, DeskOrder, DeskView, LegalHold } from '@safeupload/server';
import { type Member, mayModerate } from '../../members.js';
import type { StaffView, View } from '../../view.js';
import { Layout } from '../layout.js';
import { DecidedLately } from './decided-lately.js';
import { DeskLane } from './desk-lane.js';
import type { Place } from './desk-row.js';
import { LegalHolds } from './legal-hold.js';
import { SevereGuidance } from './severe-guidance.js';
import { Tonight } from './tonight.js';

/** The desk of those who work here: tonight, two lanes of what waits, and what was decided lately. */
export function DeskPage(props: {
  readonly view: View;
  readonly member: Member;
  readonly staff: StaffView;
  readonly groupBy: DeskOrder['groupBy'];
  readonly ordinary: DeskView;
  /** Null for volunteers: they have no business in this lane. */
  readonly severe: DeskView | null;
  readonly decisions: readonly DecisionRecord[];
  /** The orders in force; empty for everybody but the safety officer. */
  readonly legalHolds: readonly LegalHold[];
  /** Where each waiting picture belongs, by upload. */
  readonly places: ReadonlyMap<string, Place>;
}) {
  const { view, member, ordinary, severe } = props;
  const safety = member.roles.includes('safety');
  const back = `/desk?by=${props.groupBy}`;
  const { legalHolds } = props;
  const common = { view, member, legalHolds, places: props.places, back };
  return (
    <Layout view={view} title="Desk">
      <h1>Desk</h1>
      <p class="lede">
        {mayModerate(member)
          ? 'You never have to look: the reasons are often enough, and every decision can be undone.'
          : 'You see what waits, never the pictures. You may hide what is still shown, and pull the curtain.'}
      </p>
      <Tonight
        view={view}
        staff={props.staff}
        wellbeing={ordinary.wellbeing}
        mayLook={mayModerate(member)}
        back={back}
      />
      <nav class="switch" aria-label="Group what waits">
        <a href="/desk?by=account" aria-current={props.groupBy === 'account' ? 'true' : undefined}>
          By account
        </a>
        <a href="/desk?by=likeness" aria-current={props.groupBy === 'likeness' ? 'true' : undefined}>
          By likeness
        </a>
      </nav>
      <div class="lanes" data-rest={ordinary.wellbeing.rest ? String(ordinary.wellbeing.looks) : undefined}>
        <DeskLane
          {...common}
          lane={ordinary}
          title="Ordinary"
          about={
            mayModerate(member)
              ? 'A picture opens only when you press for it: small, grey and blurred. It is sharp while you hold it. Each look is noted.'
              : 'What is hidden or was reported stands first. Moderators look and decide.'
          }
        />
        {severe === null ? null : (
          <DeskLane
            {...common}
            lane={severe}
            title="Severe"
            about={`Matches with a list whose pictures nobody should have to see, and what members reported because of a child. ${safety ? 'Only you can look or decide here.' : 'Only the safety officer looks or decides.'}`}
          >
            {safety ? <SevereGuidance open={severe.waiting > 0} /> : null}
            <LegalHolds view={view} legalHolds={legalHolds} back={back} />
          </DeskLane>
        )}
      </div>
      <DecidedLately view={view} decisions={props.decisions} back={back} />
    </Layout>
  );
}
