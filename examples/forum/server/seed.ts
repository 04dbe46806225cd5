import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Context } from '@safeupload/sdk/core';
import { boardById } from './boards.js';
import type { PostPicture } from './database/schema.js';
import { type Member, memberByHandle } from './members.js';
import { createPosting, type Destination } from './posting.js';
import { seedAvatars, seedThreads } from './seed-threads.js';
import type { Services } from './services.js';

const hourMs = 3_600_000;

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
  log('Writing the first threads; their pictures are screened like everybody’s…');

  async function upload(member: Member, context: Context, file: string): Promise<string | null> {
    const from = file.startsWith('samples/')
      ? path.join(services.samplesDirectory, file.slice('samples/'.length))
      : path.join(pictureDirectory, file);
    const bytes = new Uint8Array(await readFile(from));
    const answer = await verifier.screen(bytes, { accountId: member.id, tier: member.tier, context });
    return answer.outcome === 'refused' ? null : answer.uploadId;
  }

  const now = services.clock();
  for (const thread of seedThreads) {
    let threadId: number | null = null;
    for (const seed of thread.posts) {
      const author = memberByHandle(seed.author);
      if (author === null || boardById(thread.board) === null) throw new Error(`Nobody here is called ${seed.author}.`);
      const pictures: PostPicture[] = [];
      for (const { file, description } of seed.pictures ?? []) {
        const uploadId = await upload(author, 'post', file);
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
