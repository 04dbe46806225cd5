import type { NightPerson, NightVariant } from './night-cast.js';
import type { NightLane } from './night-policy.js';

/** What the one who posted was told. `turned-away` says nothing of the picture: her earlier ones wait already. */
export type NightAnswer = 'allowed' | 'held' | 'refused' | 'turned-away';

/** A picture as a page shows it. */
export interface NightPictureView {
  readonly id: string;
  readonly personId: string;
  readonly isBad: boolean;
  /** This build recognises it: it stands on the rehearsal's list, or is a picture made to trigger the classifiers. */
  readonly isRecognised: boolean;
  /** When the script says that it is posted, ms since the epoch. */
  readonly at: number;
  /** A little WebP in base64; null for pictures of the attack, which are harmless too but shown as a sign only. */
  readonly thumbnail: string | null;
}

/** What happens, in the order in which it happens in each lane. `at` is in ms since the epoch, of the night's own clock. */
export type NightEvent =
  | {
      readonly kind: 'cast';
      readonly variant: NightVariant;
      readonly seed: number;
      readonly recall: number;
      readonly from: number;
      readonly until: number;
      readonly lanes: readonly NightLane[];
      readonly people: readonly NightPerson[];
      readonly pictures: readonly NightPictureView[];
    }
  /** Servers start and accounts get their history; nothing is shown yet. */
  | { readonly kind: 'preparing'; readonly lane: NightLane; readonly done: number; readonly of: number }
  /** Everything of this lane before `at` was told. */
  | { readonly kind: 'clock'; readonly lane: NightLane; readonly at: number }
  | {
      readonly kind: 'uploaded';
      readonly lane: NightLane;
      readonly at: number;
      readonly pictureId: string;
      readonly answer: NightAnswer;
      /** Why it waits or was turned away, in the server's own words; empty where it was allowed. */
      readonly reasons: readonly string[];
    }
  /** Its address began to answer. */
  | { readonly kind: 'public'; readonly lane: NightLane; readonly at: number; readonly pictureId: string }
  /** Its address answers 404 again. */
  | { readonly kind: 'gone'; readonly lane: NightLane; readonly at: number; readonly pictureId: string }
  | {
      readonly kind: 'pressed';
      readonly lane: NightLane;
      readonly at: number;
      readonly personId: string;
      readonly button: 'report' | 'curtain' | 'release' | 'reject' | 'take-down' | 'pictures-off';
      /** The pictures that the button was about; none where it is about everybody. */
      readonly pictureIds: readonly string[];
      /** A whole sentence: what was pressed and what it did. */
      readonly sentence: string;
    }
  | { readonly kind: 'curtain'; readonly lane: NightLane; readonly at: number; readonly expiresAt: number | null }
  | {
      readonly kind: 'level';
      readonly lane: NightLane;
      readonly at: number;
      readonly level: 0 | 1 | 2;
      readonly sentence: string;
    };
