import { and, asc, count, desc, eq, inArray, max, sql } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { avatars, createTables, type PostPicture, posts, threads } from './schema.js';

/** The embedded database, as SafeUpload's `openDatabase` hands it out; the forum keeps its own tables beside. */
// biome-ignore lint/suspicious/noExplicitAny: drizzle's own type has no other way to say "whatever tables".
export type ForumDatabase = PgDatabase<PgQueryResultHKT, any, any>;

/** A conversation in the list. */
export interface ThreadRow {
  readonly id: number;
  readonly board: string;
  readonly title: string;
  readonly authorId: string;
  readonly startedAt: number;
  readonly replies: number;
  readonly lastAt: number;
  readonly lastAuthorId: string;
  /** Uploads of the first post, for the little picture in the list. */
  readonly pictures: readonly PostPicture[];
}

/** A post as it is stored. */
export type PostRow = typeof posts.$inferSelect;

/** What a new post is made of. */
export interface NewPost {
  readonly authorId: string;
  readonly text: string;
  readonly pictures: readonly PostPicture[];
  readonly writtenAt: number;
  readonly draftId: string;
}

/** The forum's own tables. */
export interface ForumStore {
  threads(): Promise<readonly ThreadRow[]>;
  thread(id: number): Promise<typeof threads.$inferSelect | null>;
  posts(threadId: number): Promise<readonly PostRow[]>;
  post(id: number): Promise<PostRow | null>;
  postOfDraft(authorId: string, draftId: string): Promise<PostRow | null>;
  /** The newest posts with pictures that a member wrote, at most 100, newest first, with the titles of their threads. */
  postsWithPictures(authorId: string): Promise<readonly (PostRow & { readonly title: string })[]>;
  /** How many posts each of these members has written. */
  postCounts(memberIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Writes a thread with its first post, not visible yet. */
  addThread(thread: { readonly board: string; readonly title: string }, post: NewPost): Promise<PostRow>;
  /** Writes a post, not visible yet. */
  addPost(threadId: number, post: NewPost): Promise<PostRow>;
  show(postId: number): Promise<void>;
  /** Removes a post, and its thread if no post is left in it. */
  removePost(post: PostRow): Promise<void>;
  /** Posts whose pictures were being attached when the server last stopped. */
  unfinished(): Promise<readonly PostRow[]>;
  avatars(memberIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  setAvatar(memberId: string, uploadId: string | null): Promise<void>;
  isEmpty(): Promise<boolean>;
}

/** Opens the forum's tables in this database, making them where they are missing. */
export async function openForumStore(database: ForumDatabase): Promise<ForumStore> {
  for (const statement of createTables) await database.execute(sql.raw(statement));

  async function insert(threadId: number, post: NewPost): Promise<PostRow> {
    const [row] = await database
      .insert(posts)
      .values({ ...post, threadId, visible: false })
      .returning();
    if (row === undefined) throw new Error('The database took the post but did not give it back.');
    return row;
  }

  return {
    async threads() {
      const last = database
        .select({ threadId: posts.threadId, lastId: max(posts.id).as('last_id'), all: count().as('all_posts') })
        .from(posts)
        .where(eq(posts.visible, true))
        .groupBy(posts.threadId)
        .as('last');
      const rows = await database
        .select({ thread: threads, all: last.all, lastAt: posts.writtenAt, lastAuthorId: posts.authorId })
        .from(threads)
        .innerJoin(last, eq(last.threadId, threads.id))
        .innerJoin(posts, eq(posts.id, last.lastId))
        .orderBy(desc(posts.writtenAt), desc(threads.id))
        .limit(100);
      const firsts = await database
        .selectDistinctOn([posts.threadId], { threadId: posts.threadId, pictures: posts.pictures })
        .from(posts)
        .where(eq(posts.visible, true))
        .orderBy(posts.threadId, asc(posts.id));
      const pictures = new Map(firsts.map((first) => [first.threadId, first.pictures]));
      return rows.map((row) => ({
        ...row.thread,
        replies: row.all - 1,
        lastAt: row.lastAt,
        lastAuthorId: row.lastAuthorId,
        pictures: pictures.get(row.thread.id) ?? [],
      }));
    },
    async thread(id) {
      const [row] = await database.select().from(threads).where(eq(threads.id, id));
      return row ?? null;
    },
    posts: (threadId) =>
      database
        .select()
        .from(posts)
        .where(and(eq(posts.threadId, threadId), eq(posts.visible, true)))
        .orderBy(asc(posts.id))
        .limit(500),
    async post(id) {
      const [row] = await database.select().from(posts).where(eq(posts.id, id));
      return row ?? null;
    },
    async postOfDraft(authorId, draftId) {
      const [row] = await database
        .select()
        .from(posts)
        .where(and(eq(posts.authorId, authorId), eq(posts.draftId, draftId)));
      return row ?? null;
    },
    async postsWithPictures(authorId) {
      const rows = await database
        .select({ post: posts, title: threads.title })
        .from(posts)
        .innerJoin(threads, eq(threads.id, posts.threadId))
        .where(
          and(eq(posts.authorId, authorId), eq(posts.visible, true), sql`jsonb_array_length(${posts.pictures}) > 0`),
        )
        .orderBy(desc(posts.id))
        .limit(100);
      return rows.map(({ post, title }) => ({ ...post, title }));
    },
    async postCounts(memberIds) {
      if (memberIds.length === 0) return new Map();
      const rows = await database
        .select({ id: posts.authorId, all: count() })
        .from(posts)
        .where(and(inArray(posts.authorId, [...memberIds]), eq(posts.visible, true)))
        .groupBy(posts.authorId);
      return new Map(rows.map((row) => [row.id, row.all]));
    },
    async addThread(thread, post) {
      const [row] = await database
        .insert(threads)
        .values({ ...thread, authorId: post.authorId, startedAt: post.writtenAt })
        .returning();
      if (row === undefined) throw new Error('The database took the thread but did not give it back.');
      return insert(row.id, post);
    },
    addPost: insert,
    async show(postId) {
      await database.update(posts).set({ visible: true }).where(eq(posts.id, postId));
    },
    async removePost(post) {
      await database.delete(posts).where(eq(posts.id, post.id));
      const [left] = await database.select({ all: count() }).from(posts).where(eq(posts.threadId, post.threadId));
      if (left?.all === 0) await database.delete(threads).where(eq(threads.id, post.threadId));
    },
    unfinished: () => database.select().from(posts).where(eq(posts.visible, false)).limit(1000),
    async avatars(memberIds) {
      if (memberIds.length === 0) return new Map();
      const rows = await database
        .select()
        .from(avatars)
        .where(inArray(avatars.memberId, [...memberIds]));
      return new Map(rows.map((row) => [row.memberId, row.uploadId]));
    },
    async setAvatar(memberId, uploadId) {
      if (uploadId === null) await database.delete(avatars).where(eq(avatars.memberId, memberId));
      else {
        await database
          .insert(avatars)
          .values({ memberId, uploadId })
          .onConflictDoUpdate({ target: avatars.memberId, set: { uploadId } });
      }
    },
    async isEmpty() {
      const [row] = await database.select({ all: count() }).from(threads);
      return (row?.all ?? 0) === 0;
    },
  };
}
