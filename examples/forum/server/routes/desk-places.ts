import type { DeskRow } from '@safeupload/server';
import { memberById } from '../members.js';
import type { Place } from '../pages/desk/desk-row.js';
import type { Services } from '../services.js';

/** Where each of these pictures belongs in the forum, by upload; nothing for those that nobody posted yet. */
export async function placesOf(
  services: Pick<Services, 'store'>,
  rows: readonly DeskRow[],
): Promise<ReadonlyMap<string, Place>> {
  const places = new Map<string, Place>();
  for (const { uploadId, attachedTo } of rows) {
    if (attachedTo?.context === 'post') {
      const post = await services.store.post(Number(attachedTo.id));
      if (post !== null) places.set(uploadId, { address: `/t/${post.threadId}#post-${post.id}`, words: 'in a thread' });
    }
    if (attachedTo?.context === 'avatar') {
      places.set(uploadId, { address: `/m/${memberById(attachedTo.id)?.handle ?? ''}`, words: 'as an avatar' });
    }
  }
  return places;
}
