import { bigint, boolean, integer, jsonb, pgTable, serial, text, uniqueIndex } from 'drizzle-orm/pg-core';

/** A picture of a post: the upload it is, and the author's words for people who cannot see it. */
export interface PostPicture {
  readonly uploadId: string;
  readonly description: string;
}

/** One conversation. */
export const threads = pgTable('forum_threads', {
  id: serial('id').primaryKey(),
  board: text('board').notNull(),
  title: text('title').notNull(),
  authorId: text('author_id').notNull(),
  startedAt: bigint('started_at', { mode: 'number' }).notNull(),
});

/** One post of a conversation. `visible` is false from the moment it is written until its pictures are attached. */
export const posts = pgTable(
  'forum_posts',
  {
    id: serial('id').primaryKey(),
    threadId: integer('thread_id').notNull(),
    authorId: text('author_id').notNull(),
    text: text('text').notNull(),
    pictures: jsonb('pictures').$type<readonly PostPicture[]>().notNull(),
    writtenAt: bigint('written_at', { mode: 'number' }).notNull(),
    visible: boolean('visible').notNull(),
    /** What the composer calls this post: the same one sent twice is one post. */
    draftId: text('draft_id').notNull(),
  },
  (table) => [uniqueIndex('forum_posts_draft').on(table.authorId, table.draftId)],
);

/** The picture a member chose for themselves. */
export const avatars = pgTable('forum_avatars', {
  memberId: text('member_id').primaryKey(),
  uploadId: text('upload_id').notNull(),
});

/** The same tables as SQL, for a database that has none of them yet. */
export const createTables = [
  `create table if not exists forum_threads (
    id serial primary key,
    board text not null,
    title text not null,
    author_id text not null,
    started_at bigint not null
  )`,
  `create table if not exists forum_posts (
    id serial primary key,
    thread_id integer not null references forum_threads (id) on delete cascade,
    author_id text not null,
    text text not null,
    pictures jsonb not null,
    written_at bigint not null,
    visible boolean not null,
    draft_id text not null
  )`,
  'create unique index if not exists forum_posts_draft on forum_posts (author_id, draft_id)',
  'create index if not exists forum_posts_thread on forum_posts (thread_id, id)',
  `create table if not exists forum_avatars (
    member_id text primary key,
    upload_id text not null
  )`,
] as const;
