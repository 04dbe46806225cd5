import type { NightVariant } from './night-cast.js';
import type { NightAnswer, NightEvent } from './night-events.js';
import type { NightLane } from './night-policy.js';
import type { NightScript } from './night-script.js';

/** A time in which something was so; ms since the epoch. */
export interface NightSpan {
  readonly from: number;
  readonly until: number;
}

/** What became of one picture in one lane. */
export interface NightPictureOutcome {
  readonly pictureId: string;
  readonly personId: string;
  readonly isBad: boolean;
  readonly uploadedAt: number;
  readonly answer: NightAnswer;
  readonly reasons: readonly string[];
  /** When its address answered: from the first request that found it to the first that did not. */
  readonly publicDuring: readonly NightSpan[];
  /** Minutes of all of `publicDuring` together. */
  readonly imageMinutes: number;
  /** When it was taken but not shown, from the upload until it was rejected or taken down, or to the end of the night. */
  readonly waited: readonly NightSpan[];
}

/** What became of a night in one lane. */
export interface NightLaneOutcome {
  readonly lane: NightLane;
  readonly pictures: readonly NightPictureOutcome[];
  /** Pictures of the attack that anybody could see, at any time. */
  readonly badPublic: number;
  readonly badImageMinutes: number;
  /** Honest photos that were not shown at once or not all night, while they were neither refused nor turned away. */
  readonly honestWaited: number;
  readonly honestTurnedAway: number;
  readonly pressed: readonly Extract<NightEvent, { kind: 'pressed' }>[];
  readonly levels: readonly Extract<NightEvent, { kind: 'level' }>[];
  readonly curtains: readonly NightSpan[];
  /** How many requests asked whether a picture was public. */
  readonly looks: number;
}

/** What became of a night. */
export interface NightOutcome {
  readonly variant: NightVariant;
  readonly seed: number;
  readonly recall: number;
  readonly from: number;
  readonly until: number;
  readonly lanes: readonly NightLaneOutcome[];
}

const minuteMs = 60_000;

/** What a lane's events say became of the night. */
export function laneOutcome(
  lane: NightLane,
  script: Pick<NightScript, 'pictures' | 'until'>,
  events: readonly NightEvent[],
  looks: number,
): NightLaneOutcome {
  const own = events.filter((event) => 'lane' in event && event.lane === lane);
  const pictures = script.pictures.flatMap((picture): NightPictureOutcome[] => {
    const uploaded = own.find((event) => event.kind === 'uploaded' && event.pictureId === picture.id);
    if (uploaded?.kind !== 'uploaded') return [];
    const changes = own.filter(
      (event) => (event.kind === 'public' || event.kind === 'gone') && event.pictureId === picture.id,
    );
    const publicDuring = spansOf(changes, script.until);
    const decided = own.find(
      (event) =>
        event.kind === 'pressed' &&
        (event.button === 'reject' || event.button === 'take-down') &&
        event.pictureIds.includes(picture.id),
    );
    const openUntil = decided?.kind === 'pressed' ? decided.at : script.until;
    const isTaken = uploaded.answer === 'allowed' || uploaded.answer === 'held';
    return [
      {
        pictureId: picture.id,
        personId: picture.personId,
        isBad: picture.isBad,
        uploadedAt: uploaded.at,
        answer: uploaded.answer,
        reasons: uploaded.reasons,
        publicDuring,
        imageMinutes: minutesOf(publicDuring),
        waited: isTaken ? gapsOf(publicDuring, { from: uploaded.at, until: openUntil }) : [],
      },
    ];
  });
  const bad = pictures.filter(({ isBad }) => isBad);
  const honest = pictures.filter(({ isBad }) => !isBad);
  const curtains = own.filter((event) => event.kind === 'curtain');
  return {
    lane,
    pictures,
    badPublic: bad.filter(({ publicDuring }) => publicDuring.length > 0).length,
    badImageMinutes: bad.reduce((sum, { imageMinutes }) => sum + imageMinutes, 0),
    honestWaited: honest.filter(({ waited }) => waited.length > 0).length,
    honestTurnedAway: honest.filter(({ answer }) => answer === 'turned-away' || answer === 'refused').length,
    pressed: own.filter((event) => event.kind === 'pressed'),
    levels: own.filter((event) => event.kind === 'level'),
    curtains: curtains.flatMap(({ at, expiresAt }) => {
      if (expiresAt === null) return [];
      const down = curtains.find((other) => other.at > at && other.expiresAt === null);
      return [{ from: at, until: down?.at ?? expiresAt }];
    }),
    looks,
  };
}

/** From each `public` to the `gone` after it, or to the end. */
function spansOf(changes: readonly NightEvent[], end: number): NightSpan[] {
  const spans: NightSpan[] = [];
  let from: number | null = null;
  for (const change of changes) {
    if (change.kind === 'public') from ??= change.at;
    if (change.kind === 'gone' && from !== null) {
      spans.push({ from, until: change.at });
      from = null;
    }
  }
  if (from !== null) spans.push({ from, until: Math.max(from, end) });
  return spans;
}

/** The spans between: a picture that is shown within the same breath did not wait. */
function gapsOf(spans: readonly NightSpan[], whole: NightSpan): NightSpan[] {
  const gaps: NightSpan[] = [];
  let at = whole.from;
  for (const { from, until } of spans) {
    if (from - at > minuteMs / 4) gaps.push({ from: at, until: from });
    at = until;
  }
  if (whole.until - at > minuteMs / 4) gaps.push({ from: at, until: whole.until });
  return gaps;
}

function minutesOf(spans: readonly NightSpan[]): number {
  return spans.reduce((sum, { from, until }) => sum + (until - from), 0) / minuteMs;
}
