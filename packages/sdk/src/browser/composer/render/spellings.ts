import { uploadIdOf } from './address.js';
import { type ForeignPicture, foreignPicture, pictureRule } from './rule.js';

/** A picture found in plain text. */
export type SpeltPicture =
  | { readonly kind: 'upload'; readonly uploadId: string; readonly alt: string }
  | ({ readonly kind: 'foreign' } & ForeignPicture);

/** A part of a text. */
export type TextPiece = { readonly kind: 'text'; readonly text: string } | SpeltPicture;

/**
 * How pictures are spelt in text: Markdown with an address and by reference, BBCode, HTML tags, and a bare `data:`
 * address. For a host's own tokenizer: join the sources with its own, with the flags `gi`, and give the named groups of a
 * match to {@link speltPictures}. Every repetition has a bound and no two that match the same letters stand side by
 * side, so that no text makes them slow.
 */
export const pictureSpellings: readonly RegExp[] = [
  /!\[(?<suAlt>[^\]\n]{0,300})\]\((?<suInside>[^)\n]{1,4000})\)/,
  /!\[(?<suAltByName>[^\]\n]{0,300})\](?:\[(?<suName>[^\]\n]{0,100})\])?(?!\()/,
  /\[img(?<suBbWords>[^\]\n]{0,300})\]\s{0,8}(?<suBbAddress>[^[\s]{1,4000})\s{0,8}\[\/img\]/i,
  // Not `<a href=…>`: it leads somewhere and fetches nothing.
  /<(?!a(?:rea)?[\s/>])(?<suTag>[a-z][a-z0-9-]{0,30})(?<suAttributes>[\s/][^<>]{0,4000})?>/i,
  /(?<suData>data:image\/[^\s<>"')\]]{1,9000})/i,
];

/** Named groups of a match, as `RegExpMatchArray.groups` has them. */
export type MatchGroups = Readonly<Record<string, string | undefined>>;

/**
 * The pictures in a match of {@link pictureSpellings}; empty where it is none: a tag that shows no picture, a reference to
 * a name that is not defined. Then what matched stays text.
 */
export function speltPictures(groups: MatchGroups, definitions: ReadonlyMap<string, string>): readonly SpeltPicture[] {
  if (groups.suInside !== undefined) {
    // `address "title"` or `<address>`; taken apart here, where two open-ended patterns in a row could be slow.
    const [address = ''] = groups.suInside.trim().split(/\s/, 1);
    return [pictureAt(address.replace(/^<|>$/g, ''), groups.suAlt ?? '')];
  }
  if (groups.suAltByName !== undefined) {
    const address = definitions.get(nameOf(groups.suName || groups.suAltByName));
    return address === undefined ? [] : [pictureAt(address, groups.suAltByName)];
  }
  if (groups.suBbAddress !== undefined) {
    const alt = /alt\s{0,8}=\s{0,8}["']?([^"']{1,300})/i.exec(groups.suBbWords ?? '')?.[1] ?? '';
    return [pictureAt(groups.suBbAddress, alt)];
  }
  if (groups.suTag !== undefined) {
    const ruling = pictureRule(groups.suTag, attributesOf(groups.suAttributes ?? ''));
    if (ruling.kind === 'upload') return [ruling];
    return ruling.links.map((link) => ({ kind: 'foreign', ...link }));
  }
  return groups.suData === undefined ? [] : [pictureAt(groups.suData, '')];
}

function pictureAt(address: string, alt: string): SpeltPicture {
  const uploadId = uploadIdOf(address);
  return uploadId === null
    ? { kind: 'foreign', ...foreignPicture(address, alt) }
    : { kind: 'upload', uploadId, alt: alt.trim() };
}

/** Most addresses that one text defines by name. */
const mostDefinitions = 200;

/** The addresses that a text defines by name (`[name]: https://…`; CommonMark 4.7), for {@link speltPictures}. */
export function definitionsIn(text: string): ReadonlyMap<string, string> {
  const definitions = new Map<string, string>();
  for (const match of text.matchAll(/^ {0,3}\[([^\]\n]{1,100})\]:[ \t]{0,8}<?([^\s<>]{1,4000})/gm)) {
    const name = nameOf(match[1] ?? '');
    if (!definitions.has(name)) definitions.set(name, match[2] ?? '');
    if (definitions.size === mostDefinitions) break;
  }
  return definitions;
}

/** Names are compared without regard to case and spacing (CommonMark 6.3). */
function nameOf(name: string): string {
  return name.trim().replace(/\s+/g, ' ').toLowerCase();
}

/** Most attributes read of one tag. */
const mostAttributes = 60;

function attributesOf(text: string): Record<string, string> {
  const attributes = new Map<string, string>();
  const pattern = /([^\s"'<>/=]{1,60})(?:\s{0,8}=\s{0,8}(?:"([^"]{0,4000})"|'([^']{0,4000})'|([^\s"'<>]{1,4000})))?/g;
  for (const match of text.matchAll(pattern)) {
    if (attributes.size === mostAttributes) break;
    const key = (match[1] ?? '').toLowerCase();
    // The first of two counts, as in browsers.
    if (!attributes.has(key)) attributes.set(key, (match[2] ?? match[3] ?? match[4] ?? '').replaceAll('&amp;', '&'));
  }
  return Object.fromEntries(attributes);
}

const anything = new RegExp(pictureSpellings.map((pattern) => pattern.source).join('|'), 'gi');

/** A text in pieces: the pictures in it, in whatever spelling, and the text between. Never throws. */
export function picturesInText(text: string): readonly TextPiece[] {
  const definitions = definitionsIn(text);
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(anything)) {
    const pictures = speltPictures(match.groups ?? {}, definitions);
    if (pictures.length === 0) continue;
    if (match.index > end) pieces.push({ kind: 'text', text: text.slice(end, match.index) });
    pieces.push(...pictures);
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ kind: 'text', text: text.slice(end) });
  return pieces;
}
