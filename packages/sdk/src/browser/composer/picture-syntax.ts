import { SafeUploadError } from '@safeupload/sdk/core';

/** How a forum's text spells a picture. */
export interface PictureSyntax {
  /**
   * What stands in the text while a picture is on its way: one line that holds both arguments unchanged, the words once.
   * `address` is like `su-pending:k3v9x0ab-4` and is never a file name: cameras give every picture the same one.
   */
  placeholder(address: string, words: string): string;
  /** The reference to a finished upload: `address` is `upload:` and its id, `alt` what the member wrote, often empty. */
  picture(address: string, alt: string): string;
}

/** `![alt](upload:id)`. */
export const markdown: PictureSyntax = {
  placeholder: (address, words) => `![${words}](${address})`,
  picture: (address, alt) => `![${alt}](${address})`,
};

/** `[img]upload:id[/img]`, with the `alt` attribute that XenForo and Discourse know where there are words for it. */
export const bbcode: PictureSyntax = {
  placeholder: (address, words) => `[img alt="${words}"]${address}[/img]`,
  picture: (address, alt) => (alt === '' ? `[img]${address}[/img]` : `[img alt="${alt}"]${address}[/img]`),
};

/** The syntax of an option: one of the two by name, or the host's own. */
export function syntaxOf(option: 'markdown' | 'bbcode' | PictureSyntax | undefined): PictureSyntax {
  if (option === undefined || option === 'markdown') return markdown;
  return option === 'bbcode' ? bbcode : option;
}

/** Most letters of words inside a placeholder or a reference. */
const mostWords = 200;

/** Words that end no placeholder and no attribute before its time. */
export function plainWords(words: string): string {
  return words
    .replace(/[[\]<>"\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, mostWords);
}

/** Matches the address of any placeholder, of this page or of one that was closed. */
export const addressPattern = /su-pending:[a-z0-9]{1,16}-[0-9]{1,9}/g;

/**
 * Finds placeholders in a text: those of one address, or all there can be. The words in them may have been edited. Throws
 * `options-invalid` where the syntax does not hold the address.
 */
export function placeholderPattern(syntax: PictureSyntax, address?: string): RegExp {
  const mark = '\u0001';
  const wordsMark = '\u0002';
  const template = syntax.placeholder(mark, wordsMark);
  if (!template.includes(mark) || template.includes('\n')) {
    const message = `The syntax's placeholder must be one line that holds the address it is given, or the placeholder cannot be found again; got ${JSON.stringify(template)}. Return the address unchanged.`;
    throw new SafeUploadError('options-invalid', message);
  }
  const source = literal(template)
    // Not followed by a digit: number 1 is also how number 12 begins.
    .replaceAll(mark, `${address === undefined ? addressPattern.source : literal(address)}(?![0-9])`)
    // As bounded as the words are, and never across another bracket: no text makes the search slow or too greedy.
    .replaceAll(wordsMark, `[^\\n[\\]<>"]{0,${mostWords}}`);
  return new RegExp(source, 'g');
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** A part of a text, in UTF-16 units: from `start` up to before `end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Most placeholders looked for in one text; a post with more has no place for them either. */
const mostRanges = 500;

/** Where the pattern matches, in order; at most {@link mostRanges}. */
export function rangesOf(text: string, pattern: RegExp): TextRange[] {
  const ranges: TextRange[] = [];
  for (const match of text.matchAll(pattern)) {
    if (ranges.length === mostRanges) break;
    ranges.push({ start: match.index, end: match.index + match[0].length });
  }
  return ranges;
}

/** The range with the line break after it (at the text's end: before it), where nothing else is on its line. */
export function wholeLine(text: string, { start, end }: TextRange): TextRange {
  const opensLine = start === 0 || text[start - 1] === '\n';
  if (!opensLine) return { start, end };
  if (text[end] === '\n') return { start, end: end + 1 };
  return end === text.length && start > 0 ? { start: start - 1, end } : { start, end };
}

/**
 * A text without any placeholder: what may be kept as a draft, or compared, or posted by who does not wait. References
 * to finished uploads stay unless `finished` is false.
 */
export function withoutPlaceholders(
  text: string,
  syntax: 'markdown' | 'bbcode' | PictureSyntax = 'markdown',
  { finished = true }: { readonly finished?: boolean } = {},
): string {
  const spelling = syntaxOf(syntax);
  const left = without(text, placeholderPattern(spelling));
  return finished ? left : without(left, referencePattern(spelling));
}

function without(text: string, pattern: RegExp): string {
  let left = text;
  for (const range of rangesOf(text, pattern).reverse()) {
    const { start, end } = wholeLine(left, range);
    left = left.slice(0, start) + left.slice(end);
  }
  return left;
}

/** Finds references to finished uploads, with and without words. */
function referencePattern(syntax: PictureSyntax): RegExp {
  const address = 'upload:[A-Za-z0-9_-]{16,64}';
  const forms = [syntax.picture('\u0001', '\u0002'), syntax.picture('\u0001', '')].map((form) =>
    literal(form).replaceAll('\u0001', address).replaceAll('\u0002', `[^\\n[\\]<>"]{0,${mostWords}}`),
  );
  return new RegExp(forms.join('|'), 'g');
}
