import { definitionsIn, pictureSpellings, speltPictures } from '@safeupload/sdk/render';

/** A piece of a line of a post. */
export type Inline =
  | { readonly kind: 'text' | 'strong' | 'emphasis' | 'code'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'link'; readonly text: string; readonly address: string }
  /** A picture of the forum's own, named by its upload: shown only with a valid receipt. */
  | { readonly kind: 'picture'; readonly uploadId: string; readonly description: string }
  /** A picture typed in with an address of its own: never fetched; a link where the address can be one. */
  | { readonly kind: 'foreign-picture'; readonly text: string; readonly address: string | null };

/** A block of a post. */
export type Block =
  | { readonly kind: 'paragraph' | 'quote'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] };

/** Longest text of a post, in UTF-16 units: what the parser is ever given. */
export const longestPost = 10_000;

/**
 * Everything that means something inside a line, in the order tried: pictures in every spelling that SafeUpload's own rule
 * knows, then the forum's few marks. Every repetition has a bound and no two that match the same letters stand side by
 * side, so that no text makes the parser slow. HTML has no meaning here at all; tags with pictures in them are known only
 * so that what people paste from elsewhere turns into links.
 */
const patterns = [
  ...pictureSpellings,
  /\[(?<linkText>[^\]\n]{1,300})\]\((?<linkAddress>https?:\/\/[^)\s]{1,2000})\)/,
  /(?<bare>https?:\/\/[^\s<>"')\]]{1,2000})/i,
  /\*\*(?<strong>[^*\n]{1,500})\*\*/,
  /(?<![\w*])\*(?<emphasis>[^*\n]{1,500})\*(?![\w*])/,
  /`(?<code>[^`\n]{1,500})`/,
  /(?<newline>\n)/,
];
const anything = new RegExp(patterns.map((pattern) => pattern.source).join('|'), 'gi');

/** Addresses that a text defines by name, for pictures that refer to them. */
type Definitions = ReturnType<typeof definitionsIn>;

/** The blocks of a post's text. Never throws; what is not understood stays text. */
export function parseText(text: string): readonly Block[] {
  const blocks: Block[] = [];
  const whole = text.slice(0, longestPost).replaceAll('\r\n', '\n');
  const definitions = definitionsIn(whole);
  for (const part of whole.split(/\n{2,}/)) {
    const lines = part.split('\n').filter((line) => line.trim() !== '');
    if (lines.length === 0) continue;
    if (lines.every((line) => line.startsWith('>'))) {
      blocks.push({
        kind: 'quote',
        inlines: inlinesOf(lines.map((line) => line.replace(/^>\s?/, '')).join('\n'), definitions),
      });
    } else if (lines.every((line) => /^[-*] /.test(line))) {
      blocks.push({ kind: 'list', items: lines.map((line) => inlinesOf(line.slice(2), definitions)) });
    } else {
      blocks.push({ kind: 'paragraph', inlines: inlinesOf(lines.join('\n'), definitions) });
    }
  }
  return blocks;
}

function inlinesOf(text: string, definitions: Definitions): readonly Inline[] {
  const inlines: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(anything)) {
    if (match.index > end) inlines.push({ kind: 'text', text: text.slice(end, match.index) });
    inlines.push(...inlinesIn(match[0], match.groups ?? {}, definitions));
    end = match.index + match[0].length;
  }
  if (end < text.length) inlines.push({ kind: 'text', text: text.slice(end) });
  return inlines;
}

function inlinesIn(
  whole: string,
  groups: Readonly<Record<string, string | undefined>>,
  definitions: Definitions,
): readonly Inline[] {
  const pictures = speltPictures(groups, definitions);
  if (pictures.length > 0) {
    return pictures.map((picture) =>
      picture.kind === 'upload'
        ? { kind: 'picture', uploadId: picture.uploadId, description: picture.alt }
        : { kind: 'foreign-picture', text: picture.text, address: picture.address },
    );
  }
  return [markOf(whole, groups)];
}

function markOf(whole: string, groups: Readonly<Record<string, string | undefined>>): Inline {
  if (groups.newline !== undefined) return { kind: 'break' };
  if (groups.linkAddress !== undefined) {
    return { kind: 'link', text: groups.linkText ?? groups.linkAddress, address: groups.linkAddress };
  }
  if (groups.bare !== undefined) return { kind: 'link', text: groups.bare, address: groups.bare };
  if (groups.strong !== undefined) return { kind: 'strong', text: groups.strong };
  if (groups.emphasis !== undefined) return { kind: 'emphasis', text: groups.emphasis };
  if (groups.code !== undefined) return { kind: 'code', text: groups.code };
  return { kind: 'text', text: whole };
}

/** Uploads that a text shows in itself, each once. */
export function uploadsIn(text: string): ReadonlySet<string> {
  const inlines = parseText(text).flatMap((block) => (block.kind === 'list' ? block.items.flat() : block.inlines));
  return new Set(inlines.flatMap((inline) => (inline.kind === 'picture' ? [inline.uploadId] : [])));
}
