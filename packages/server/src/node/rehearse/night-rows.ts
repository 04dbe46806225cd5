import type { NightEvent } from './night-events.js';
import type { NightLaneOutcome, NightOutcome, NightPictureOutcome } from './night-outcome.js';
import type { NightLane } from './night-policy.js';

/** One line of the story: what somebody did, and what came of it in each lane; an empty text where a lane has nothing to say. */
export interface NightRow {
  /** ms since the epoch, of the night's own clock. */
  readonly at: number;
  readonly what: string;
  readonly without: string;
  readonly with: string;
}

/** What the rows need of the `cast` event. */
export type NightCast = Pick<Extract<NightEvent, { kind: 'cast' }>, 'people' | 'pictures'>;

/** A clock time of the night, e.g. `01:30`. */
export function clockTime(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

/** A length of time in words: `7 h 52 min`, `12 min`, `under a minute`. */
export function lengthOf(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return 'under a minute';
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** The night as a story, in the order of time. */
export function nightRows(outcome: NightOutcome, cast: NightCast): NightRow[] {
  const lanes = new Map(outcome.lanes.map((lane) => [lane.lane, lane]));
  const cells = (of: (lane: NightLaneOutcome) => string): Pick<NightRow, NightLane> => {
    const cell = (lane: NightLane) => {
      const found = lanes.get(lane);
      return found === undefined ? '' : of(found);
    };
    return { without: cell('without'), with: cell('with') };
  };
  const handleOf = (personId: string) => cast.people.find(({ id }) => id === personId)?.handle ?? personId;
  const rows: NightRow[] = cast.pictures.map(({ id, personId, isBad, at }) => ({
    at,
    what: `${handleOf(personId)} posts ${isBad ? 'a bad picture' : 'a photo'}`,
    ...cells((lane) => {
      const picture = lane.pictures.find(({ pictureId }) => pictureId === id);
      return picture === undefined ? '' : whatBecame(picture, lane);
    }),
  }));
  const pressed = new Map<string, NightRow>();
  for (const lane of outcome.lanes) {
    for (const { at, sentence, personId, button, pictureIds } of lane.pressed) {
      // The same button in both lanes is one line.
      const key = [clockTime(at), personId, button, ...pictureIds].join(' ');
      pressed.set(key, { at, what: '', without: '', with: '', ...pressed.get(key), [lane.lane]: sentence });
    }
    for (const { from, until } of lane.curtains) {
      if (until >= outcome.until) continue;
      const sentence = `The curtain of ${clockTime(from)} is over.`;
      rows.push({ at: until, what: '', without: '', with: '', [lane.lane]: sentence });
    }
  }
  rows.push(...pressed.values());
  return rows.sort((one, other) => one.at - other.at);
}

/** The night in numbers: one line each. */
export function nightSummary(
  outcome: NightOutcome,
): { readonly what: string; readonly without: string; readonly with: string }[] {
  const row = (what: string, of: (lane: NightLaneOutcome) => string) => {
    const cell = (name: NightLane) => {
      const lane = outcome.lanes.find((one) => one.lane === name);
      return lane === undefined ? '' : of(lane);
    };
    return { what, without: cell('without'), with: cell('with') };
  };
  const count = (value: number) => Math.round(value).toLocaleString('en');
  return [
    row('bad pictures that anybody could see', ({ badPublic, pictures }) => {
      return `${badPublic} of ${pictures.filter(({ isBad }) => isBad).length}`;
    }),
    row('minutes that they were public, added up', ({ badImageMinutes }) => count(badImageMinutes)),
    row('honest photos shown at once', ({ pictures }) => {
      const honest = pictures.filter(({ isBad }) => !isBad);
      const atOnce = honest.filter(({ answer, waited, uploadedAt }) => {
        return answer === 'allowed' && !waited.some(({ from }) => from === uploadedAt);
      });
      return `${atOnce.length} of ${honest.length}`;
    }),
    row('honest photos that waited or were hidden for a while', (lane) => String(waitingOf(lane).length)),
    row('longest wait of an honest photo', (lane) => {
      const longest = Math.max(0, ...waitingOf(lane).map(waitedMs));
      return longest === 0 ? 'none' : lengthOf(longest);
    }),
    row('honest photos off or not taken in the morning', (lane) => String(switchedOff(lane))),
  ];
}

/** Honest photos that waited for a person or for the end of the curtain. Switched off in the morning is another thing. */
export function waitingOf(lane: NightLaneOutcome): readonly NightPictureOutcome[] {
  return picturesOffAt(lane) === null ? lane.pictures.filter(({ isBad, waited }) => !isBad && waited.length > 0) : [];
}

/** How long a picture waited in all, in ms. */
export function waitedMs(picture: NightPictureOutcome): number {
  return picture.waited.reduce((sum, { from, until }) => sum + (until - from), 0);
}

function picturesOffAt(lane: NightLaneOutcome): number | null {
  return lane.pressed.find(({ button }) => button === 'pictures-off')?.at ?? null;
}

function switchedOff(lane: NightLaneOutcome): number {
  return picturesOffAt(lane) === null ? 0 : lane.pictures.filter(({ isBad }) => !isBad).length;
}

function whatBecame(picture: NightPictureOutcome, lane: NightLaneOutcome): string {
  const { answer, publicDuring, waited, uploadedAt } = picture;
  if (answer === 'refused') return 'refused';
  if (answer === 'turned-away') return picturesOffAt(lane) === null ? 'not taken' : 'pictures are off';
  const [first] = publicDuring;
  if (first === undefined) return 'waits, never public';
  const isAtOnce = !waited.some(({ from }) => from === uploadedAt);
  const gap = waited.find(({ from }) => from !== uploadedAt);
  const until = publicDuring.at(-1)?.until ?? first.until;
  if (!isAtOnce) return `waits, public from ${clockTime(first.from)}`;
  if (gap === undefined) return 'public at once';
  if (publicDuring.length > 1) return `public at once, hidden ${clockTime(gap.from)}–${clockTime(gap.until)}`;
  return `public ${clockTime(first.from)}–${clockTime(until)}`;
}
