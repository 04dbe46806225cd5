import { linkableAddress, uploadIdOf } from './address.js';
import { type ForeignPicture, foreignPicture, linksInStyle, pictureRule } from './rule.js';

/** A picture found in plain text. */
export type SpeltPicture =
  | { readonly kind: 'upload'; readonly uploadId: string; readonly alt: string }
  | ({ readonly kind: 'foreign' } & ForeignPicture);

/** A part of a text. */
export type TextPiece = { readonly kind: 'text'; readonly text: string } | SpeltPicture;

// Pieces of the patterns below. Within a repetition no two branches lead over the same letters to the same place, and what
// follows it cannot be taken by it: many ways to match the same letters are what makes patterns slow. A strict form and a
// loose one are tried one after the other, each once.

/** A letter of words in brackets, one that is escaped, or a line break that ends no paragraph (CommonMark 6.6). */
const letter = String.raw`[^\][\\\n]|\\(?:.|(?=\n))|\n(?![ \t]{0,8}\n)`;
/** Words in brackets, with pairs of brackets in them. */
const words = String.raw`(?:${letter}|\[(?:${letter}){0,100}\]){0,1000}`;
const name = `(?:${letter}){0,100}`;
const space = String.raw`[ \t]{0,9}(?:\n[ \t]{0,9})?`;
const gap = String.raw`(?:[ \t]{1,9}(?:\n[ \t]{0,9})?|\n[ \t]{0,9})`;
/** An address, with two levels of pairs of parentheses in it. */
const address = String.raw`(?:[^()\s\\]|\\[()]|\\(?![()])|\((?:[^()\s]|\([^()\s]{0,200}\)){0,400}\)|\((?![^()\s]{0,400}\)))`;
const title = String.raw`"[^"]{0,400}"|'[^']{0,400}'|\([^()]{0,400}\)`;
/** An attribute's value may have `<` and `>` in it where it is quoted (HTML Standard, 13.1.2.3). */
const attributes = String.raw`(?:[^<>=]|=(?:\s{0,8}(?:"[^"]{0,2000}"|'[^']{0,2000}')|(?!\s{0,8}["']))){0,1500}`;

/**
 * How pictures are spelt in text: Markdown with an address and by reference, BBCode with the address between the tags or
 * in one, HTML tags and style sheets, and a bare `data:` address. For a host's own tokenizer: join the sources with its
 * own, with the flags `gi`, and give the named groups of a match to {@link speltPictures}. Every repetition has a bound.
 */
export const pictureSpellings: readonly RegExp[] = [
  new RegExp(
    String.raw`!\[(?<suAlt>${words})\]\(${space}(?:<(?<suAngled>[^<>\n]{1,4000})>|(?<suAddress>${address}{1,2000}))(?:${gap}(?:(?:${title})${space})?|[ \t][^)\n]{0,2000})?\)`,
  ),
  new RegExp(String.raw`!\[(?<suAltByName>${words})\](?:\[(?<suName>${name})\])?(?!\()`),
  /\[img(?<suBbWords>(?:[^\]"\n]|"[^"\n]{0,300}"){0,300}|[^\]\n]{0,300})\]\s{0,8}(?<suBbAddress>(?:[^[\s]|\[(?!\/?img)){1,4000})\s{0,8}\[\/img\]/i,
  /\[img(?<suBbOwn>[=\s][^\]\n]{1,2000})\](?:(?<suBbText>[^[\n]{0,300})\[\/img\])?/i,
  /<style(?:\s[^<>]{0,300})?>(?<suStyle>[^<]{0,4000})<\/style\s{0,8}>/i,
  // Not `<a href=…>`: it leads somewhere and fetches nothing.
  new RegExp(
    String.raw`<(?!a(?:rea)?[\s/>])(?<suTag>[a-z][a-z0-9-]{0,30})(?<suAttributes>[\s/](?:${attributes}|[^<>]{0,4000}))?>`,
    'i',
  ),
  /(?<suData>data:image\/[^\s<>"')\]]{1,9000})/i,
];

/** Named groups of a match, as `RegExpMatchArray.groups` has them. */
export type MatchGroups = Readonly<Record<string, string | undefined>>;

/**
 * The pictures in a match of {@link pictureSpellings}; empty where it is none: a tag that shows no picture, a reference to
 * a name that is not defined. Then what matched stays text.
 */
export function speltPictures(groups: MatchGroups, definitions: ReadonlyMap<string, string>): readonly SpeltPicture[] {
  const { suAlt, suAltByName, suBbAddress, suBbOwn } = groups;
  if (suAlt !== undefined) {
    // In angle brackets it may have spaces in it, which browsers ask for as `%20`.
    const written = groups.suAngled?.trim().replaceAll(' ', '%20') ?? groups.suAddress?.replace(/^<|>$/g, '') ?? '';
    return [pictureAt(addressInMarkdown(written), wordsInMarkdown(suAlt))];
  }
  if (suAltByName !== undefined) {
    const written = definitions.get(nameOf(groups.suName || suAltByName));
    return written === undefined ? [] : [pictureAt(addressInMarkdown(written), wordsInMarkdown(suAltByName))];
  }
  if (suBbAddress !== undefined) {
    const own = addressInTag(groups.suBbWords ?? '');
    // `[img=https://…]words[/img]`.
    if (own !== null && !isAddress(suBbAddress)) return [pictureAt(own, suBbAddress)];
    return [pictureAt(suBbAddress, altInTag(groups.suBbWords ?? ''))];
  }
  if (suBbOwn !== undefined) {
    const own = addressInTag(suBbOwn);
    return own === null ? [] : [pictureAt(own, altInTag(suBbOwn) || (groups.suBbText ?? ''))];
  }
  if (groups.suStyle !== undefined) return linksInStyle(groups.suStyle).map((link) => ({ kind: 'foreign', ...link }));
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

/** True where a picture could be fetched from, or is one of the site's own. */
function isAddress(written: string): boolean {
  return linkableAddress(written) !== null || uploadIdOf(written) !== null;
}

/** The address in `=https://…` or ` src="https://…"`, what stands behind `[img`; null where there is none. */
function addressInTag(tag: string): string | null {
  const written = /(?:^|\ssrc\s{0,8})=\s{0,8}["']?([^"'\s]{1,4000})/i.exec(tag)?.[1] ?? '';
  return isAddress(written) ? written : null;
}

function altInTag(tag: string): string {
  const [, quoted, bare] = /\balt\s{0,8}=\s{0,8}(?:"([^"]{1,300})"|["']?([^"']{1,300}))/i.exec(tag) ?? [];
  return quoted ?? bare ?? '';
}

/** Any punctuation may be escaped (CommonMark 2.4). */
function unescaped(text: string): string {
  return text.replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

/** Markdown's address as a browser gets it: without escapes and entities, unless it is one as it stands. */
function addressInMarkdown(written: string): string {
  const read = decoded(unescaped(written));
  return isAddress(read) ? read : written;
}

function wordsInMarkdown(written: string): string {
  return unescaped(written).replace(/\s+/g, ' ');
}

/** The entities that can stand for a letter of an address (HTML Standard, 13.5), besides numbers. */
const entities: Readonly<Record<string, string>> = {
  ...{ amp: '&', colon: ':', sol: '/', period: '.', quest: '?', equals: '=', num: '#', lowbar: '_' },
  ...{ lpar: '(', rpar: ')', percnt: '%', plus: '+', comma: ',', excl: '!', Tab: '\t', NewLine: '\n' },
};

function decoded(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/gi,
    (whole, decimal?: string, hex?: string, named = '') => {
      if (decimal === undefined && hex === undefined) return entities[named] ?? whole;
      const code = Number.parseInt(decimal ?? hex ?? '', decimal === undefined ? 16 : 10);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** Most addresses that one text defines by name. */
const mostDefinitions = 200;

/** Also within quotes and lists, and with the address on the next line. */
const definition = new RegExp(
  String.raw`^[ \t>*+.)\d-]{0,12}\[(${name})\]:[ \t]{0,8}(?:\n[ \t>]{0,8})?(?:<([^<>\n]{1,4000})>|<?([^\s<>]{1,4000}))`,
  'gm',
);

/** The addresses that a text defines by name (`[name]: https://…`; CommonMark 4.7), for {@link speltPictures}. */
export function definitionsIn(text: string): ReadonlyMap<string, string> {
  const definitions = new Map<string, string>();
  for (const match of text.matchAll(definition)) {
    const named = nameOf(match[1] ?? '');
    if (!definitions.has(named)) definitions.set(named, match[2]?.trim().replaceAll(' ', '%20') ?? match[3] ?? '');
    if (definitions.size === mostDefinitions) break;
  }
  return definitions;
}

/** Names are compared without regard to case and spacing (CommonMark 4.7); in both cases, so that ẞ is SS. */
function nameOf(written: string): string {
  return written.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase();
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
    if (!attributes.has(key)) attributes.set(key, decoded(match[2] ?? match[3] ?? match[4] ?? ''));
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
