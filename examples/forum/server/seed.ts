import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Context } from '@safeupload/sdk/core';
import type { Actor } from '@safeupload/server';
import { boardById } from './boards.js';
import type { PostPicture } from './database/schema.js';
import { joinedAt, type Member, memberByHandle } from './members.js';
import { createPosting, type Destination } from './posting.js';
import { seedAvatars, seedThreads } from './seed-threads.js';
import type { Services } from './services.js';

const hourMs = 3_600_000;

/** Who looked at the first pictures. */
const moderator: Actor = { accountId: 'acct-heron', roles: ['moderator'] };

/**
 * Gives an empty forum its first threads. Their pictures take the same gate as everybody's: `verifier.screen`, then
 * attach. `log` is told what is being done.
 */
export async function seedForum(
  services: Services,
  pictureDirectory: string,
  log: (line: string) => void,
): Promise<void> {
  const { store, verifier } = services;
  if (!(await store.isEmpty())) return;
  const now = services.clock();
  log('Writing the first threads; their pictures are screened like everybody’s…');

  async function upload(member: Member, context: Context, file: string, waits = false): Promise<string | null> {
    const bytes = new Uint8Array(await readFile(path.join(pictureDirectory, file)));
    const { id: accountId, tier } = member;
    const answer = await verifier.screen(bytes, { accountId, tier, context, since: joinedAt(member, now) });
    // A newcomer's first pictures wait for a person, also before the doors open: the moderator has looked at these.
    if (answer.outcome === 'held' && !waits) {
      await verifier.decideHold({ uploadId: answer.uploadId, action: 'release', by: moderator });
    }
    return answer.outcome === 'refused' ? null : answer.uploadId;
  }

  for (const thread of seedThreads) {
    let threadId: number | null = null;
    for (const seed of thread.posts) {
      const author = memberByHandle(seed.author);
      if (author === null || boardById(thread.board) === null) throw new Error(`Nobody here is called ${seed.author}.`);
      const pictures: PostPicture[] = [];
      for (const { file, description, waits } of seed.pictures ?? []) {
        const uploadId = await upload(author, 'post', file, waits);
        if (uploadId !== null) pictures.push({ uploadId, description });
      }
      const posting = createPosting({ store, verifier, clock: () => now - seed.hoursAgo * hourMs });
      const destination: Destination = threadId === null ? { board: thread.board, title: thread.title } : { threadId };
      threadId = (await posting.post(author, destination, { text: seed.text, pictures, draftId: randomUUID() }))
        .threadId;
    }
  }
  for (const [handle, file] of Object.entries(seedAvatars)) {
    const member = memberByHandle(handle);
    if (member === null) throw new Error(`Nobody here is called ${handle}.`);
    const uploadId = await upload(member, 'avatar', file);
    if (uploadId !== null) await services.posting.setAvatar(member, uploadId);
  }
}
