import { SafeUploadError } from '@safeupload/sdk/core';
import type { Actor } from '../identity.js';
import type { Services } from '../services.js';
import type { DeskView } from './desk-view.js';

/** Which desk to show. */
export interface DeskOrder {
  readonly lane: 'ordinary' | 'severe';
  readonly groupBy: 'account' | 'likeness';
  readonly by: Actor;
}

/** What waits in a lane, grouped. Volunteers see the rows and may hide; looking takes a moderator. Throws `role-missing`. */
export async function desk(_order: DeskOrder, _services: Services): Promise<DeskView> {
  throw new SafeUploadError('wrong-state', 'The desk is not there yet.');
}
