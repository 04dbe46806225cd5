import { SafeUploadError } from '@safeupload/sdk/core';
import type { Actor } from '../identity.js';
import type { Services } from '../services.js';

/** One decision about everything of an account, or of a group of pictures that look alike, that waits. */
export interface GroupDecision {
  readonly kind: 'account' | 'likeness';
  /** Account id or cluster id. */
  readonly id: string;
  readonly lane: 'ordinary' | 'severe';
  /** Releasing a group is not offered: each picture that becomes public was looked at by itself. */
  readonly action: 'reject';
  /** True: the pictures go onto the local hold bank in the same press. */
  readonly bank?: boolean;
  readonly by: Actor;
  /** For the record and the host, at most 500 characters are kept. */
  readonly reason?: string;
}

/** What one press did. */
export interface GroupDecided {
  readonly uploadIds: readonly string[];
  /** Near copies that were public and are hidden now. */
  readonly hidden: number;
}

/** Rejects all that waits in a group, in one transaction. Throws `role-missing`, `not-found` where nothing waits there. */
export async function decideGroup(_decision: GroupDecision, _services: Services): Promise<GroupDecided> {
  throw new SafeUploadError('wrong-state', 'Groups cannot be decided yet.');
}
