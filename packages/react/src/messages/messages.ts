import type { Item, ItemError } from '@safeupload/sdk';
import type { EditorMessages } from '../editor/editor-messages.js';
import type { HelpMessages } from '../help/help-messages.js';

/** How far a catalogue can be relied on. English is what the others were made from. */
export type CatalogueReview = 'source' | 'reviewed by a native speaker' | 'not reviewed by a native speaker';

/**
 * Every word that members read or hear. Plain texts, or functions of what they speak about. Neutral on purpose: a
 * classifier errs, so nothing here accuses, names a kind of content, or promises a time. Names of files arrive as
 * `spokenName` gives them, without signs that turn text around.
 */
export interface Messages {
  /** BCP 47, for the `lang` attribute: a page in another language keeps the right voice and hyphenation. */
  readonly language: string;
  /** For the `dir` attribute. */
  readonly direction: 'ltr' | 'rtl';
  readonly review: CatalogueReview;
  /** Heading of the whole field. */
  readonly label: string;
  readonly trigger: string;
  /** Where one picture is all that is taken. */
  readonly triggerOne: string;
  readonly triggerMore: string;
  readonly triggerReplace: string;
  readonly takePhoto: string;
  readonly hint: string;
  readonly dropHere: string;
  /** Shown while a file is dragged, where the whole page takes it. */
  readonly dropOnPage: string;
  readonly notice: string;
  /**
   * What is sent, when, and how long it is kept. Speaks of the defaults of the server's policy (docs/privacy.md): a site
   * that changed its times replaces this text.
   */
  readonly noticeMore: string;
  /** Chooses the server's look; costs the member nothing. */
  readonly serverLook: string;
  readonly deviceLook: string;
  readonly list: string;
  readonly bytes: (bytes: number) => string;
  // states of a row
  readonly queued: string;
  readonly loading: string;
  readonly preparing: string;
  readonly screening: string;
  readonly ready: string;
  readonly uploading: (percent: number) => string;
  /** Beside `uploading`; seconds are whole and an estimate. */
  readonly timeLeft: (seconds: number) => string;
  readonly sent: string;
  readonly offline: string;
  readonly paused: string;
  readonly allowed: string;
  readonly held: string;
  readonly refused: string;
  readonly cancelled: string;
  readonly blocked: string;
  /** Said after `blocked` where the site is told that something was stopped. */
  readonly blockedNoticed: string;
  readonly choosing: string;
  /** Beside `choosing` and an appeal: who can see the picture, and how long. The server's defaults, as in `noticeMore`. */
  readonly choosingWho: string;
  readonly firstFrameOnly: string;
  readonly failed: (error: ItemError | undefined) => string;
  readonly tooLarge: (limitBytes: number) => string;
  readonly notAccepted: string;
  // actions
  readonly pause: string;
  readonly resume: string;
  readonly clear: string;
  readonly cancel: (name: string) => string;
  readonly remove: (name: string) => string;
  readonly moveUp: (name: string) => string;
  readonly moveDown: (name: string) => string;
  readonly altLabel: (name: string) => string;
  /** Inside the field: 180 px on a phone beside the buttons that move, some 24 letters. */
  readonly altHint: string;
  readonly retry: string;
  readonly chooseOther: string;
  readonly chooseSend: string;
  readonly edit: string;
  readonly postWithout: string;
  readonly askPerson: string;
  readonly appealNote: string;
  readonly appealSend: string;
  readonly appealBack: string;
  /** The files did not fit beside those already there. */
  readonly tooMany: (most: number, names: readonly string[]) => string;
  // announcements
  readonly added: (items: readonly Item[]) => string;
  readonly removed: (items: readonly Item[]) => string;
  /** Of one row, after a change: its name and what the row says now. */
  readonly changed: (name: string, status: string) => string;
  readonly allReady: (count: number) => string;
  /** Of one row on its way: 25, 50 or 75. */
  readonly quarter: (name: string, percent: number) => string;
  /** Of several rows on their way, together: 25, 50 or 75. */
  readonly quarters: (count: number, percent: number) => string;
  /** `place` counts from 1. */
  readonly moved: (name: string, place: number, count: number) => string;
  /** The list came back after a reload. */
  readonly restored: (count: number) => string;
  // what a form says when it cannot be sent yet
  /** Native validity text while files are on their way. */
  readonly pending: string;
  /** Native validity text where a picture must be there and none is. */
  readonly required: string;
  /** A row needs the member first. */
  readonly fixFirst: string;
  // Not in the English catalogue: their English is loaded with what shows them.
  /** Of a composer's guard: pictures that were put in and will not be in the post, and that another press sends it so. */
  readonly leftOut?: (count: number) => string;
  /** Words of the links to help, see `HelpLinks`; English without them. */
  readonly help?: HelpMessages;
  /** Words of the picture editor; English without them. */
  readonly editor?: EditorMessages;
}

/** What a catalogue of another language has: what it lacks is shown in English, and a test finds it. */
export type TranslatedMessages = Partial<Messages> & Pick<Messages, 'language' | 'direction' | 'review'>;
