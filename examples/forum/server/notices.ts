import type { Notice } from './view.js';

/** What is said on the page one is led back to, by the word in its address. */
const sentences: Readonly<Record<string, { readonly text: string; readonly undo?: true; readonly tone?: 'bad' }>> = {
  released: { text: 'Released. The picture is shown now.', undo: true },
  rejected: { text: 'Rejected. The picture stays hidden.', undo: true },
  'taken-down': { text: 'Taken down. Its address no longer answers.', undo: true },
  undone: { text: 'Undone.' },
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
  return {
    text: known.text,
    undo: known.undo && /^[A-Za-z0-9_-]{16,64}$/.test(upload) ? upload : null,
    tone: known.tone ?? 'good',
  };
}

/**
 * An address of this forum with a notice added. What is not an address of this forum leads to the first page, so that a
 * form cannot send anybody elsewhere.
 */
export function backTo(back: unknown, notice?: string, upload?: string): string {
  const local = typeof back === 'string' && /^\/(?![/\\])[^\s\\]{0,300}$/.test(back) ? back : '/';
  const url = new URL(local, 'http://forum.invalid');
  // `/.//evil.example` is a path of ours until its dots are taken out: then it would name another host.
  if (url.pathname.startsWith('//')) return '/';
  if (notice !== undefined) url.searchParams.set('notice', notice);
  if (upload !== undefined) url.searchParams.set('upload', upload);
  return `${url.pathname}${url.search}${url.hash}`;
}
