import { longestPost } from '../../text/parse-text.js';
import { boardById } from '../boards.js';
import type { PostPicture } from '../database/schema.js';
import type { Destination, Draft } from '../posting.js';

/** Most pictures of one post. */
export const mostPictures = 10;

/** Longest title, in UTF-16 units. */
export const longestTitle = 120;

/** What the composer sent, or one sentence on why it cannot be posted. */
export type Read<T> = { readonly ok: T } | { readonly problem: string };

/** The draft in the composer's JSON. */
export function readDraft(body: unknown): Read<Draft> {
  const { text, pictures, draftId } = fieldsOf(body);
  if (typeof text !== 'string' || !Array.isArray(pictures))
    return { problem: 'The composer sent something unreadable.' };
  if (typeof draftId !== 'string' || !/^[A-Za-z0-9_-]{8,64}$/.test(draftId)) {
    return { problem: 'The composer sent a post without a name. Reload the page; your text is kept.' };
  }
  if (text.length > longestPost) {
    return { problem: `A post has at most ${longestPost} letters; yours has ${text.length}. Please shorten it.` };
  }
  if (pictures.length > mostPictures) {
    return {
      problem: `A post has at most ${mostPictures} pictures; yours has ${pictures.length}. Please remove some.`,
    };
  }
  if (text.trim() === '' && pictures.length === 0) return { problem: 'Write something or add a picture first.' };
  const read: PostPicture[] = [];
  for (const picture of pictures) {
    const { uploadId, description } = fieldsOf(picture);
    if (typeof uploadId !== 'string' || !/^[A-Za-z0-9_-]{16,64}$/.test(uploadId)) {
      return { problem: 'The composer named a picture that cannot be one.' };
    }
    if (!read.some((one) => one.uploadId === uploadId)) {
      read.push({ uploadId, description: typeof description === 'string' ? description.trim().slice(0, 300) : '' });
    }
  }
  return { ok: { text: text.trim(), pictures: read, draftId } };
}

/** Title and shelf of a new thread in the composer's JSON. */
export function readNewThread(body: unknown): Read<Extract<Destination, { readonly title: string }>> {
  const { title, board } = fieldsOf(body);
  const known = typeof board === 'string' ? boardById(board) : null;
  if (typeof title !== 'string' || title.trim() === '') return { problem: 'Give the thread a title first.' };
  if (title.length > longestTitle) {
    return { problem: `A title has at most ${longestTitle} letters; yours has ${title.length}.` };
  }
  if (known === null) return { problem: 'Choose a shelf for the thread first.' };
  return { ok: { title: title.trim(), board: known.id } };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
