import type { CastMessage, Lane, LaneMessage, Picture } from './messages.js';

/** A stretch of a picture's life: anybody can see it, it waits or is hidden, or pictures are off. Null: it lasts. */
export interface Stretch {
  readonly kind: 'public' | 'waiting' | 'off';
  readonly from: number;
  until: number | null;
}

/** A picture in one lane, so far. */
export interface PictureStory {
  readonly picture: Picture;
  readonly handle: string;
  postedAt: number | null;
  answer: Extract<LaneMessage, { kind: 'uploaded' }>['answer'] | null;
  readonly stretches: Stretch[];
  reportedAt: number | null;
}

/** A moment worth a sentence. */
export interface Beat {
  readonly at: number;
  readonly text: string;
  readonly tone: 'calm' | 'bad' | 'good' | 'button';
  /** How long to rest on it, in ms of watching. */
  readonly restMs: number;
}

/** One lane, so far. */
export interface LaneStory {
  readonly lane: Lane;
  /** Everything before this moment was told. */
  toldUntil: number;
  picturesOff: boolean;
  readonly pictures: readonly PictureStory[];
  readonly beats: Beat[];
  readonly curtains: { readonly from: number; until: number }[];
}

/** Shorter than this, in ms of the night, is the time that an upload takes. */
const briefMs = 15_000;

/** How long the watching rests, by what happens. */
const restMs = {
  photo: 350,
  bad: 1900,
  level: 900,
  over: 2000,
  ...{ report: 3400, curtain: 4400, release: 500, reject: 2200, 'take-down': 2200, 'pictures-off': 3600 },
} as const;

/** A lane before anything happened: the attack on top, everybody else below, each in the order of time. */
export function newLaneStory(lane: Lane, cast: CastMessage): LaneStory {
  const handles = new Map(cast.people.map(({ id, handle }) => [id, handle]));
  const inOrder = [...cast.pictures].sort((one, other) => Number(other.isBad) - Number(one.isBad) || one.at - other.at);
  const pictures = inOrder.map((picture) => ({
    picture,
    handle: handles.get(picture.personId) ?? '',
    postedAt: null,
    answer: null,
    stretches: [],
    reportedAt: null,
  }));
  return { lane, toldUntil: cast.from, picturesOff: false, pictures, beats: [], curtains: [] };
}

/** Adds what happened to its lane. */
export function tell(story: LaneStory, message: LaneMessage): void {
  const { at } = message;
  const of = (pictureId: string) => story.pictures.find(({ picture }) => picture.id === pictureId);
  switch (message.kind) {
    case 'clock':
      story.toldUntil = Math.max(story.toldUntil, at);
      return;
    case 'uploaded': {
      const own = of(message.pictureId);
      if (own === undefined) return;
      own.postedAt = at;
      own.answer = message.answer;
      if (message.answer === 'allowed' || message.answer === 'held') turn(own, 'waiting', at);
      const { isBad } = own.picture;
      const tone = !isBad ? 'calm' : message.answer === 'allowed' ? 'bad' : 'good';
      story.beats.push({ at, text: posted(own, message), tone, restMs: isBad ? restMs.bad : restMs.photo });
      return;
    }
    case 'public':
    case 'gone': {
      const own = of(message.pictureId);
      const now = message.kind === 'public' ? 'public' : story.picturesOff ? 'off' : 'waiting';
      if (own !== undefined) turn(own, now, at);
      return;
    }
    case 'pressed': {
      const { button, sentence } = message;
      if (button === 'pictures-off') story.picturesOff = true;
      for (const own of message.pictureIds.map(of)) {
        if (own === undefined) continue;
        if (button === 'report') own.reportedAt = at;
        if (button === 'reject' || button === 'take-down') turn(own, null, at);
      }
      story.beats.push({ at, text: sentence, tone: 'button', restMs: restMs[button] });
      return;
    }
    case 'curtain': {
      if (message.expiresAt !== null) {
        story.curtains.push({ from: at, until: message.expiresAt });
        return;
      }
      const text = 'The curtain is over. What nobody objected to comes back by itself.';
      story.beats.push({ at, text, tone: 'calm', restMs: restMs.over });
      return;
    }
    case 'level':
      // The level at the beginning is no news.
      if (story.beats.length > 0) {
        story.beats.push({ at, text: message.sentence, tone: 'calm', restMs: restMs.level });
      }
      return;
  }
}

/** Ends the stretch that lasts and begins another; null: nothing comes after. A rejected picture that shows up `gone` stays so. */
function turn(own: PictureStory, kind: Stretch['kind'] | null, at: number): void {
  const last = own.stretches.at(-1);
  if (last !== undefined && last.until === null) {
    if (kind === last.kind) return;
    if (last.kind === 'waiting' && at - last.from < briefMs) own.stretches.pop();
    else last.until = at;
  } else if (last !== undefined && kind === 'waiting') {
    return;
  }
  if (kind !== null) own.stretches.push({ kind, from: at, until: null });
}

function posted(own: PictureStory, message: Extract<LaneMessage, { kind: 'uploaded' }>): string {
  const what = own.picture.isBad ? 'a bad picture' : 'a photo';
  const [why = ''] = message.reasons;
  switch (message.answer) {
    case 'allowed':
      return `${own.handle} posts ${what}. ${own.picture.isBad ? 'Everybody can see it.' : 'It is shown at once.'}`;
    case 'held':
      return `${own.handle} posts ${what}. It waits for a person. ${why}`;
    case 'refused':
      return `${own.handle} posts ${what}. It is refused: it stands on a list.`;
    case 'turned-away':
      return `${own.handle} tries to post ${what}. It is not taken. ${why}`;
  }
}

/** The numbers of a lane at a moment. */
export interface LaneNumbers {
  readonly badPublic: number;
  /** Minutes that bad pictures were public until then, added up. */
  readonly badMinutes: number;
  readonly honestPublic: number;
  readonly honestWaiting: number;
  readonly honestOff: number;
}

/** Counts at that moment. */
export function numbersAt(story: LaneStory, at: number): LaneNumbers {
  let badMs = 0;
  const now = { bad: 0, honest: 0, waiting: 0, off: 0 };
  for (const { picture, stretches } of story.pictures) {
    for (const { kind, from, until } of stretches) {
      if (from > at) continue;
      const lasts = until === null || until > at;
      if (picture.isBad && kind === 'public') badMs += Math.min(until ?? at, at) - from;
      if (!lasts) continue;
      if (picture.isBad) now.bad += kind === 'public' ? 1 : 0;
      else if (kind === 'public') now.honest++;
      else if (kind === 'waiting') now.waiting++;
      else now.off++;
    }
  }
  return {
    badPublic: now.bad,
    badMinutes: Math.round(badMs / 60_000),
    honestPublic: now.honest,
    honestWaiting: now.waiting,
    honestOff: now.off,
  };
}
