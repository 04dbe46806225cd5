import { SafeUploadError } from '@safeupload/sdk/core';
import { type NightPerson, type NightVariant, nightCast } from './night-cast.js';
import { seededNumbers, shuffled } from './seeded-numbers.js';

/** A picture of the night. Each is abstract and harmless; what makes an attack's picture bad is only that the script says so. */
export interface NightPicture {
  readonly id: string;
  readonly personId: string;
  readonly isBad: boolean;
  /** Seed of what is painted. */
  readonly paintSeed: number;
  /** True: the same painting as an earlier one, smaller and encoded anew. */
  readonly isCopy: boolean;
  /** True: this build would recognise it, as the share `recall` says; false: every list and model misses it. */
  readonly isRecognised: boolean;
}

/** What somebody does, at a moment in ms since the epoch. */
export type NightStep =
  | { readonly at: number; readonly kind: 'upload'; readonly pictureId: string }
  /** Only where the reader can see the picture at that moment. */
  | { readonly at: number; readonly kind: 'report'; readonly personId: string; readonly pictureId: string }
  | { readonly at: number; readonly kind: 'curtain'; readonly personId: string }
  | { readonly at: number; readonly kind: 'morning'; readonly personId: string };

/** One night, as data: the same options give the same script. */
export interface NightScript {
  readonly variant: NightVariant;
  readonly seed: number;
  readonly recall: number;
  /** First and last moment, ms since the epoch. */
  readonly from: number;
  readonly until: number;
  readonly people: readonly NightPerson[];
  readonly pictures: readonly NightPicture[];
  /** In the order of time. */
  readonly steps: readonly NightStep[];
}

/** What may differ from one night to the next. */
export interface NightScriptOptions {
  /** A whole number from 0; 1 by default. */
  readonly seed?: number;
  /** Share of the attack's pictures that this build would recognise, in [0, 1]; 0 by default. */
  readonly recall?: number;
  /** `fresh` by default. */
  readonly variant?: NightVariant;
}

const minuteMs = 60_000;
/** 22:30 of a Saturday. Any night would do; a fixed one makes two runs comparable. */
const evening = Date.UTC(2026, 2, 7, 22, 30);

/** A moment of the night by its clock time: `01:30` is after midnight. */
export function nightTime(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const midnight = evening + 90 * minuteMs;
  return midnight + ((hours >= 12 ? hours - 24 : hours) * 60 + minutes) * minuteMs;
}

/** The attack that this product exists for: two accounts, five pictures, 23:00 to 03:00. `spread` is how far a minute may move. */
const attack = [
  { id: 'bad-1', personId: 'attacker-1', at: '23:12', spread: 5, painting: 'a', isCopy: false },
  { id: 'bad-2', personId: 'attacker-2', at: '23:47', spread: 5, painting: 'b', isCopy: false },
  // What the one account lost, the other posts again, encoded anew.
  { id: 'bad-3', personId: 'attacker-2', at: '00:38', spread: 6, painting: 'a', isCopy: true },
  { id: 'bad-4', personId: 'attacker-2', at: '01:12', spread: 6, painting: 'b', isCopy: true },
  // After the curtain: an attacker who waits until it is over.
  { id: 'bad-5', personId: 'attacker-1', at: '02:45', spread: 8, painting: 'c', isCopy: false },
] as const;

/** What everybody else posts meanwhile. Nobody of them knows of the attack. */
const ordinary = [
  ['marigold', '22:38'],
  ['pebble', '22:52'],
  ['teapot', '23:20'],
  ['kite', '23:36'],
  ['teapot', '00:15'],
  ['teapot', '01:45'],
  ['pebble', '01:52'],
  ['marigold', '02:05'],
  ['teapot', '02:50'],
  ['pebble', '03:40'],
  ['teapot', '06:10'],
  ['lantern', '06:25'],
  // An hour after the moderator's decisions everything should be as it was.
  ['pebble', '09:15'],
  ['marigold', '09:18'],
] as const;

/** The night with these options. Throws `options-invalid` naming the one that cannot be meant. */
export function nightScript(options: NightScriptOptions = {}): NightScript {
  const { seed = 1, recall = 0, variant = 'fresh' } = options;
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new SafeUploadError('options-invalid', `seed: expected a whole number from 0 to 4294967295, got ${seed}.`);
  }
  if (!(recall >= 0 && recall <= 1)) {
    throw new SafeUploadError('options-invalid', `recall: expected a share from 0 to 1, got ${recall}.`);
  }
  const next = seededNumbers(seed);
  const paintings = new Map<string, number>();
  const paintSeedOf = (painting: string): number => {
    const known = paintings.get(painting) ?? Math.floor(next() * 4294967296);
    paintings.set(painting, known);
    return known;
  };
  const order = shuffled(attack, next).map(({ id }) => id);
  const recognised = new Set(order.slice(0, Math.round(recall * attack.length)));

  const attacking = attack.map(({ id, personId, at, spread, painting, isCopy }) => {
    const moved = Math.round((2 * next() - 1) * spread) * minuteMs;
    const picture: NightPicture = {
      ...{ id, personId, isCopy, isBad: true },
      ...{ paintSeed: paintSeedOf(painting), isRecognised: recognised.has(id) },
    };
    return { picture, at: nightTime(at) + moved };
  });
  const posting = ordinary.map(([personId, at], index) => {
    const id = `photo-${index + 1}`;
    const picture: NightPicture = {
      ...{ id, personId, isCopy: false, isBad: false },
      ...{ paintSeed: paintSeedOf(id), isRecognised: false },
    };
    return { picture, at: nightTime(at) };
  });

  const all = [...attacking, ...posting];
  const steps: NightStep[] = [
    ...all.map(({ picture, at }) => ({ at, kind: 'upload', pictureId: picture.id }) as const),
    // Two members come across one each; the volunteer's own is what makes her press the button.
    { at: nightTime('00:04'), kind: 'report', personId: 'marigold', pictureId: 'bad-1' },
    { at: nightTime('01:28'), kind: 'report', personId: 'owl', pictureId: 'bad-2' },
    { at: nightTime('01:30'), kind: 'curtain', personId: 'owl' },
    { at: nightTime('08:00'), kind: 'morning', personId: 'heron' },
  ];
  return {
    ...{ variant, seed, recall },
    from: evening,
    until: nightTime('09:30'),
    people: nightCast(variant),
    pictures: all.map(({ picture }) => picture),
    steps: steps.sort((one, other) => one.at - other.at),
  };
}
