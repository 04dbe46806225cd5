// What the server's route says, line by line; the same shapes as `NightEvent` of @safeupload/server/node, which a page
// cannot import: it is Node's.

/** The two forums. */
export type Lane = 'without' | 'with';

/** Both, in the order in which they are shown. */
export const lanes: readonly Lane[] = ['without', 'with'];

/** Somebody in the night. */
export interface Person {
  readonly id: string;
  readonly handle: string;
  readonly about: string;
  readonly isAttacker: boolean;
}

/** A picture in the night. */
export interface Picture {
  readonly id: string;
  readonly personId: string;
  readonly isBad: boolean;
  readonly isRecognised: boolean;
  readonly at: number;
  /** WebP in base64; null where only a sign is shown. */
  readonly thumbnail: string | null;
}

/** Who and what there is; the first line of a run. */
export interface CastMessage {
  readonly kind: 'cast';
  readonly from: number;
  readonly until: number;
  readonly people: readonly Person[];
  readonly pictures: readonly Picture[];
}

/** Something that happened in a lane at a moment of the night. */
export type LaneMessage = { readonly lane: Lane; readonly at: number } & (
  | { readonly kind: 'clock' }
  | {
      readonly kind: 'uploaded';
      readonly pictureId: string;
      readonly answer: 'allowed' | 'held' | 'refused' | 'turned-away';
      readonly reasons: readonly string[];
    }
  | { readonly kind: 'public' | 'gone'; readonly pictureId: string }
  | {
      readonly kind: 'pressed';
      readonly personId: string;
      readonly button: 'report' | 'curtain' | 'release' | 'reject' | 'take-down' | 'pictures-off';
      readonly pictureIds: readonly string[];
      readonly sentence: string;
    }
  | { readonly kind: 'curtain'; readonly expiresAt: number | null }
  | { readonly kind: 'level'; readonly level: 0 | 1 | 2; readonly sentence: string }
);

/** One line of a table with both lanes. */
export interface ComparedRow {
  readonly what: string;
  readonly without: string;
  readonly with: string;
}

/** The last line of a run. */
export interface EndedMessage {
  readonly kind: 'ended';
  readonly summary: readonly ComparedRow[];
  readonly rows: readonly (ComparedRow & { readonly at: number })[];
  readonly looks: number;
}

/** Any line. */
export type NightMessage =
  | CastMessage
  | LaneMessage
  | EndedMessage
  | { readonly kind: 'preparing'; readonly lane: Lane; readonly done: number; readonly of: number }
  | { readonly kind: 'failed'; readonly message: string };
