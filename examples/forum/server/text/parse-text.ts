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
 * Everything that means something inside a line, in the order tried. Every repetition has a bound and no two that match
 * the same letters stand side by side, so that no text makes the parser slow. HTML has no meaning here at all; `<img …>` and `[img]` are known only so that what people paste from
 * elsewhere turns into a link.
 */
const patterns = [
  /!\[(?<altOwn>[^\]\n]{0,300})\]\(upload:(?<uploadId>[A-Za-z0-9_-]{16,64})\)/,
  /!\[(?<altForeign>[^\]\n]{0,300})\]\((?<insideForeign>[^)\n]{1,4000})\)/,
  /\[img[^\]\n]{0,100}\]\s{0,8}(?<addressBb>[^[\s]{1,4000})\s{0,8}\[\/img\]/i,
  /<img\b(?<attributes>[^>]{0,4000})>/i,
  /\[(?<linkText>[^\]\n]{1,300})\]\((?<linkAddress>https?:\/\/[^)\s]{1,2000})\)/,
  /(?<bare>https?:\/\/[^\s<>"')\]]{1,2000})/i,
  /(?<dataAddress>data:image\/[^\s<>"')\]]{1,9000})/i,
  /\*\*(?<strong>[^*\n]{1,500})\*\*/,
  /(?<![\w*])\*(?<emphasis>[^*\n]{1,500})\*(?![\w*])/,
  /`(?<code>[^`\n]{1,500})`/,
  /(?<newline>\n)/,
];
const anything = new RegExp(patterns.map((pattern) => pattern.source).join('|'), 'gi');

/** The blocks of a post's text. Never throws; what is not understood stays text. */
export function parseText(text: string): readonly Block[] {
  const blocks: Block[] = [];
  for (const part of text
    .slice(0, longestPost)
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)) {
    const lines = part.split('\n').filter((line) => line.trim() !== '');
    if (lines.length === 0) continue;
    if (lines.every((line) => line.startsWith('>'))) {
      blocks.push({
        kind: 'quote',
        inlines: inlinesOf(lines.map((line) => line.replace(/^>\s?/, '')).join('\n')),
      });
    } else if (lines.every((line) => /^[-*] /.test(line))) {
      blocks.push({ kind: 'list', items: lines.map((line) => inlinesOf(line.slice(2))) });
    } else {
      blocks.push({ kind: 'paragraph', inlines: inlinesOf(lines.join('\n')) });
    }
  }
  return blocks;
}

function inlinesOf(text: string): readonly Inline[] {
  const inlines: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(anything)) {
    if (match.index > end) inlines.push({ kind: 'text', text: text.slice(end, match.index) });
    inlines.push(inlineOf(match[0], match.groups ?? {}));
    end = match.index + match[0].length;
  }
  if (end < text.length) inlines.push({ kind: 'text', text: text.slice(end) });
  return inlines;
}

function inlineOf(whole: string, groups: Readonly<Record<string, string | undefined>>): Inline {
  if (groups.newline !== undefined) return { kind: 'break' };
  if (groups.uploadId !== undefined) {
    return { kind: 'picture', uploadId: groups.uploadId, description: groups.altOwn?.trim() ?? '' };
  }
  if (groups.insideForeign !== undefined) {
    // `address "title"` or `<address>`; taken apart here, where two open-ended patterns in a row could be slow.
    const [address = ''] = groups.insideForeign.trim().split(/\s/, 1);
    return foreignPicture(address.replace(/^<|>$/g, ''), groups.altForeign ?? '');
  }
  if (groups.addressBb !== undefined) return foreignPicture(groups.addressBb, '');
  if (groups.attributes !== undefined) {
    const source = /\bsrc\s{0,8}=\s{0,8}(?:"([^"]{0,4000})"|'([^']{0,4000})'|([^\s"'>]{1,4000}))/i.exec(
      groups.attributes,
    );
    return foreignPicture(source?.[1] ?? source?.[2] ?? source?.[3] ?? '', '');
  }
  if (groups.linkAddress !== undefined) {
    return { kind: 'link', text: groups.linkText ?? groups.linkAddress, address: groups.linkAddress };
  }
  if (groups.bare !== undefined) return { kind: 'link', text: groups.bare, address: groups.bare };
  if (groups.dataAddress !== undefined) return foreignPicture(groups.dataAddress, '');
  if (groups.strong !== undefined) return { kind: 'strong', text: groups.strong };
  if (groups.emphasis !== undefined) return { kind: 'emphasis', text: groups.emphasis };
  if (groups.code !== undefined) return { kind: 'code', text: groups.code };
  return { kind: 'text', text: whole };
}

/** Longest address shown in full. */
const longestShown = 80;

function foreignPicture(address: string, description: string): Inline {
  const link = linkableAddress(address.trim());
  const shown = description.trim() || shortened(link ?? address.trim()) || 'picture';
  return { kind: 'foreign-picture', text: shown, address: link };
}

/**
 * The address as one a link may have, or null. Only http and https: a `data:` address *is* a picture, and a link to it
 * would carry one that nobody screened; `javascript:` is an attack.
 */
function linkableAddress(address: string): string | null {
  const absolute = address.startsWith('//') ? `https:${address}` : address;
  return /^https?:\/\/[^\s]{1,3000}$/i.test(absolute) && URL.canParse(absolute) ? absolute : null;
}

function shortened(text: string): string {
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
}
