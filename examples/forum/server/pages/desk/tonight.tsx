import type { RaisedLevel, Wellbeing } from '@safeupload/server';
import { memberById } from '../../members.js';
import { countOf } from '../../relative-time.js';
import type { StaffView, View } from '../../view.js';
import { CurtainButton, CurtainControls, curtainSentences } from '../curtain.js';

/** Raised levels told one by one: a night of hits is told by its first ones. */
const mostRaised = 4;

/** The head of the desk: the curtain, how strict the forum is, and how the one who reads this is doing. */
export function Tonight(props: {
  readonly view: View;
  readonly staff: StaffView;
  readonly wellbeing: Wellbeing;
  readonly mayLook: boolean;
  readonly back: string;
}) {
  const { view, staff, wellbeing } = props;
  return (
    <div class="tonight">
      <CurtainPanel view={view} staff={staff} back={props.back} />
      <section class="tonight-part" aria-labelledby="tonight-level">
        <h2 id="tonight-level">The breaker</h2>
        <p>
          {staff.breaker.level === 0 && staff.curtain.isUp
            ? 'Besides the curtain nothing is raised.'
            : staff.breaker.sentence}
        </p>
        {staff.breaker.raised.length === 0 ? null : (
          <ul class="raised">
            {staff.breaker.raised.slice(0, mostRaised).map((level) => (
              <Raised level={level} />
            ))}
            {staff.breaker.raised.length > mostRaised ? (
              <li>And {staff.breaker.raised.length - mostRaised} more, of single accounts and copies.</li>
            ) : null}
          </ul>
        )}
      </section>
      {props.mayLook ? (
        <section class="tonight-part" aria-labelledby="tonight-shift">
          <h2 id="tonight-shift">Your shift</h2>
          <p>
            You have looked {wellbeing.looks === 0 ? 'at nothing' : countOf(wellbeing.looks, 'time')} in this shift.
          </p>
          <p class="meta">
            {wellbeing.rest
              ? 'That is a lot. Take a break, or hand over; nothing here runs away.'
              : `After ${wellbeing.looksBeforeRest} looks the desk asks you to stop for today. Nobody has to look at all.`}
          </p>
        </section>
      ) : null}
    </div>
  );
}

function CurtainPanel({
  view,
  staff,
  back,
}: {
  readonly view: View;
  readonly staff: StaffView;
  readonly back: string;
}) {
  const sentences = curtainSentences(staff, view.now);
  const minutes = Math.round(staff.curtainLastsMs / 60_000);
  return (
    <section class={sentences === null ? 'tonight-part' : 'tonight-part tonight-up'} aria-labelledby="tonight-curtain">
      <h2 id="tonight-curtain">The curtain</h2>
      {sentences === null ? (
        <>
          <p>
            One press: for {countOf(minutes, 'minute')} pictures of accounts with little history wait, and those of the
            last day are hidden. Everybody else goes on posting. You can take it down at any time.
          </p>
          <LastCurtain staff={staff} />
          <CurtainButton back={back} large />
        </>
      ) : (
        <>
          <p>
            <strong>{sentences.until}</strong>
          </p>
          <p>{sentences.rest}</p>
          <CurtainControls back={back} staff={staff} />
        </>
      )}
    </section>
  );
}

/** What became of what the last curtain hid. */
function LastCurtain({ staff }: { readonly staff: StaffView }) {
  const { hidden, returned, staying } = staff.curtain;
  if (hidden === 0) return null;
  return (
    <p class="meta">
      The last one hid {countOf(hidden, 'picture')}: {returned} came back by {returned === 1 ? 'itself' : 'themselves'},{' '}
      {staying === 1 ? '1 stays' : `${staying} stay`} until a person has looked.
    </p>
  );
}

function Raised({ level }: { readonly level: RaisedLevel }) {
  const { scope } = level;
  const whose =
    scope.kind === 'forum'
      ? 'The whole forum'
      : scope.kind === 'account'
        ? (memberById(scope.id)?.handle ?? scope.id)
        : 'Pictures that look alike';
  return (
    <li>
      <strong>{whose}.</strong> {level.reason}
    </li>
  );
}
