import { countOf } from './relative-time.js';
import type { Notice } from './view.js';

interface Sentence {
  readonly text: string | ((counts: Counts) => string);
  readonly undo?: true;
  readonly tone?: 'bad';
}

/** What one press did to how many. */
export interface Counts {
  readonly rejected: number;
  /** Near copies that were public, or could have become so, and are neither now. */
  readonly copies: number;
  /** Of the group, what still waits. */
  readonly left: number;
}

/** What is said on the page one is led back to, by the word in its address. */
const sentences: Readonly<Record<string, Sentence>> = {
  released: { text: 'Released. The picture is shown now.', undo: true },
  rejected: { text: 'Rejected. The picture stays hidden.', undo: true },
  'rejected-and-banked': {
    text: 'Rejected. Copies of it are held from now on, and near copies that were public are hidden.',
    undo: true,
  },
  'group-rejected': {
    text: ({ rejected, copies, left }) =>
      [
        `Rejected ${countOf(rejected, 'picture')}.`,
        copies === 0 ? '' : `${countOf(copies, 'near copy is', 'near copies are')} hidden or held now.`,
        left === 0 ? '' : `${countOf(left, 'more waits', 'more wait')}: press once more.`,
        'Each can be undone below.',
      ]
        .filter((sentence) => sentence !== '')
        .join(' '),
  },
  'legally-held': { text: 'Everything of this account is kept until you lift it.' },
  'hold-lifted': { text: 'The legal hold is lifted. The usual times apply again.' },
  'taken-down': { text: 'Taken down. Its address no longer answers.', undo: true },
  hidden: { text: 'Hidden for now. A moderator decides.', undo: true },
  kept: { text: 'It stays. Its reports were noted as wrong.', undo: true },
  undone: { text: 'Undone.' },
  'curtain-up': { text: 'The curtain is up. You can take it down at any time; it ends by itself.' },
  'curtain-down': { text: 'The curtain is down. New pictures follow the usual rules again.' },
  reported: { text: 'Thank you. A person will look.' },
  removed: { text: 'The post is gone, and so are its pictures.' },
  'avatar-removed': { text: 'Your letters are back.' },
  'wrong-pin': {
    text: 'That PIN is not the one in the terminal, or there were too many tries. Wait a minute.',
    tone: 'bad',
  },
};

/** The notice a page's address asks for; null for none or for a word nobody uses. */
export function noticeOf(query: URLSearchParams): Notice | null {
  const known = Object.hasOwn(sentences, query.get('notice') ?? '') ? sentences[query.get('notice') ?? ''] : undefined;
  if (known === undefined) return null;
  const upload = query.get('upload') ?? '';
  const counts = {
    rejected: countIn(query, 'rejected'),
    copies: countIn(query, 'copies'),
    left: countIn(query, 'left'),
  };
  return {
    text: typeof known.text === 'string' ? known.text : known.text(counts),
    undo: known.undo && /^[A-Za-z0-9_-]{16,64}$/.test(upload) ? upload : null,
    tone: known.tone ?? 'good',
  };
}

/**
 * An address of this forum with a notice added. What is not an address of this forum leads to the first page, so that a
 * form cannot send anybody elsewhere.
 */
export function backTo(back: unknown, notice?: string, upload?: string, counts?: Counts): string {
  const local = typeof back === 'string' && /^\/(?![/\\])[^\s\\]{0,300}$/.test(back) ? back : '/';
  const url = new URL(local, 'http://forum.invalid');
  // `/.//evil.example` is a path of ours until its dots are taken out: then it would name another host.
  if (url.pathname.startsWith('//')) return '/';
  if (notice !== undefined) url.searchParams.set('notice', notice);
  if (upload !== undefined) url.searchParams.set('upload', upload);
  for (const [name, count] of Object.entries(counts ?? {})) url.searchParams.set(name, String(count));
  return `${url.pathname}${url.search}${url.hash}`;
}

/** A count in an address: whoever makes one up reads a wrong number, and nothing more. */
function countIn(query: URLSearchParams, name: string): number {
  const count = Number(query.get(name));
  return Number.isInteger(count) && count >= 0 && count < 1_000_000 ? count : 0;
}
