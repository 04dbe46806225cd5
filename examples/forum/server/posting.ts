import { isSafeUploadError } from '@safeupload/sdk/core';
import type { Verifier } from '@safeupload/server';
import type { ForumStore, NewPost, PostRow } from './database/forum-store.js';
import type { PostPicture } from './database/schema.js';
import type { Member } from './members.js';

/** A post as the composer sends it. */
export interface Draft {
  readonly text: string;
  readonly pictures: readonly PostPicture[];
  /** The composer's own name for it: sent twice (a lost answer, a double press) it is one post. */
  readonly draftId: string;
}

/** Where a post goes: into a thread, or as the first one of a new thread. */
export type Destination = { readonly threadId: number } | { readonly board: string; readonly title: string };

/** Writes posts so that text and pictures appear together or not at all. */
export interface Posting {
  /**
   * Writes the post and attaches its pictures. Throws what `verifier.attach` throws (`not-yours`, `wrong-context`,
   * `not-attachable`); then nothing was posted and the composer still has everything.
   */
  post(member: Member, destination: Destination, draft: Draft): Promise<PostRow>;
  /** Removes a post; its pictures stop being shown. */
  remove(post: PostRow): Promise<void>;
  /** Uses an upload as a member's own picture, or none. */
  setAvatar(member: Member, uploadId: string | null): Promise<void>;
  /** Finishes or removes posts that a crash left between their writing and their pictures. */
  recover(): Promise<void>;
}

/** The posting of this forum. */
export function createPosting(options: {
  readonly store: ForumStore;
  readonly verifier: Verifier;
  readonly clock: () => number;
}): Posting {
  const { store, verifier } = options;

  async function attachAndShow(post: PostRow): Promise<PostRow> {
    const uploadIds = post.pictures.map((picture) => picture.uploadId);
    if (uploadIds.length > 0) {
      await verifier.attach({
        uploadIds,
        accountId: post.authorId,
        target: { context: 'post', id: String(post.id) },
      });
    }
    await store.show(post.id);
    return { ...post, visible: true };
  }

  /** Posts being written, by author and draft: a second press while the first is under way waits for the same post. */
  const underWay = new Map<string, Promise<PostRow>>();

  async function write(member: Member, destination: Destination, draft: Draft): Promise<PostRow> {
    const known = await store.postOfDraft(member.id, draft.draftId);
    if (known?.visible) return known;
    const fresh: NewPost = {
      authorId: member.id,
      text: draft.text,
      pictures: draft.pictures,
      draftId: draft.draftId,
      writtenAt: options.clock(),
    };
    if (known !== null) await store.removePost(known);
    const post =
      'threadId' in destination
        ? await store.addPost(destination.threadId, fresh)
        : await store.addThread(destination, fresh);
    try {
      return await attachAndShow(post);
    } catch (error) {
      await store.removePost(post);
      throw error;
    }
  }

  return {
    post(member, destination, draft) {
      const key = `${member.id} ${draft.draftId}`;
      const running = underWay.get(key);
      if (running !== undefined) return running;
      const writing = write(member, destination, draft).finally(() => underWay.delete(key));
      underWay.set(key, writing);
      return writing;
    },
    async remove(post) {
      const uploadIds = post.pictures.map((picture) => picture.uploadId);
      if (uploadIds.length > 0) await verifier.detach({ uploadIds, accountId: post.authorId });
      await store.removePost(post);
    },
    async setAvatar(member, uploadId) {
      const before = (await store.avatars([member.id])).get(member.id) ?? null;
      if (before === uploadId) return;
      if (uploadId !== null) {
        await verifier.attach({
          uploadIds: [uploadId],
          accountId: member.id,
          target: { context: 'avatar', id: member.id },
        });
      }
      await store.setAvatar(member.id, uploadId);
      if (before !== null) await detachQuietly(verifier, before, member.id);
    },
    async recover() {
      for (const post of await store.unfinished()) {
        // Attaching again to the same post changes nothing, so a post that got that far is simply finished.
        try {
          await attachAndShow(post);
        } catch (error) {
          if (!isSafeUploadError(error)) throw error;
          await store.removePost(post);
        }
      }
    },
  };
}

/** A picture that was already rejected or withdrawn cannot be detached, and need not be. */
async function detachQuietly(verifier: Verifier, uploadId: string, accountId: string): Promise<void> {
  try {
    await verifier.detach({ uploadIds: [uploadId], accountId });
  } catch (error) {
    if (!isSafeUploadError(error)) throw error;
  }
}
