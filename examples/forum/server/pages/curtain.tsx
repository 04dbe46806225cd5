import { memberById } from '../members.js';
import { clockTime, countOf, timeUntil } from '../relative-time.js';
import type { StaffView, View } from '../view.js';
import { CurtainIcon } from './icons.js';

/** One press pulls the curtain, from every page: at one in the morning nobody looks for a settings page, or reads a question. */
export function CurtainButton(props: { readonly back: string; readonly large?: boolean }) {
  return (
    <form class="curtain-pull" method="post" action="/curtain/up">
      <input type="hidden" name="back" value={props.back} />
      <button class={props.large ? 'curtain-button curtain-large' : 'curtain-button'} type="submit">
        <CurtainIcon />
        Pull the curtain
      </button>
    </form>
  );
}

/** The state of the curtain in sentences: until when, who, what it cost. Null where it is not up. */
export function curtainSentences(
  staff: StaffView,
  now: number,
): { readonly until: string; readonly rest: string } | null {
  const { curtain } = staff;
  const { isUp, expiresAt, upAt, upBy } = curtain;
  if (!isUp || expiresAt === null || upAt === null) return null;
  const who = upBy === null ? 'Somebody' : (memberById(upBy)?.handle ?? upBy);
  return {
    until: `The curtain is up until ${clockTime(expiresAt)}, for ${timeUntil(expiresAt, now)} more.`,
    rest: `${who} pulled it at ${clockTime(upAt)}. ${curtain.hidden === 0 ? 'No picture is' : countOf(curtain.hidden, 'picture is', 'pictures are')} hidden, ${curtain.held === 0 ? 'no new one waits yet' : countOf(curtain.held, 'new one waits', 'new ones wait')}. Everybody else goes on posting.`,
  };
}

/** The two buttons of a curtain that is up. */
export function CurtainControls(props: { readonly back: string; readonly staff: StaffView }) {
  const minutes = Math.round(props.staff.curtainLastsMs / 60_000);
  return (
    <div class="actions">
      <form method="post" action="/curtain/up">
        <input type="hidden" name="back" value={props.back} />
        <button type="submit">{minutes === 60 ? 'Another hour' : `Another ${countOf(minutes, 'minute')}`}</button>
      </form>
      <form method="post" action="/curtain/down">
        <input type="hidden" name="back" value={props.back} />
        <button type="submit">Take it down</button>
      </form>
    </div>
  );
}

/** What those who work here see above every page but the desk, which has more room: the curtain, and a raised forum. */
export function NightBand({ view }: { readonly view: View }) {
  const { staff } = view;
  if (staff === null || view.path === '/desk') return null;
  const sentences = curtainSentences(staff, view.now);
  const raised = staff.breaker.level === 2;
  if (sentences === null && !raised) return null;
  return (
    <section class="band" aria-label="Tonight">
      <div class="band-row">
        <div class="band-text">
          {sentences === null ? null : (
            <p>
              <strong>{sentences.until}</strong> {sentences.rest}
            </p>
          )}
          {raised ? <p>{staff.breaker.sentence}</p> : null}
        </div>
        {sentences === null ? null : <CurtainControls back={view.path} staff={staff} />}
      </div>
    </section>
  );
}
