import type { Verifier } from '@safeupload/server';
import type { ForumStore } from './database/forum-store.js';
import type { Peers } from './peers.js';
import type { Posting } from './posting.js';
import type { Sessions } from './session.js';
import type { StaffPin } from './staff-pin.js';

/** Everything the pages work with. */
export interface Services {
  readonly store: ForumStore;
  readonly posting: Posting;
  readonly verifier: Verifier;
  readonly sessions: Sessions;
  readonly peers: Peers;
  /** Asked of staff accounts, or null where everybody at this computer may be anybody. */
  readonly pin: StaffPin | null;
  /** SafeUpload's absolute base address: issuer of the receipts. */
  readonly audience: string;
  /** Origins whose pages may change something here. */
  readonly allowedOrigins: readonly string[];
  /** Built scripts and styles, with SafeUpload's assets under `safe-upload/`. */
  readonly clientDirectory: string;
  /** Pictures made for trying. */
  readonly samplesDirectory: string;
  /** Now, in ms since the epoch. */
  readonly clock: () => number;
}
