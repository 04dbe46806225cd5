import { addressesOfSrcset, addressesOfStyle, isStyleWithoutPictures, linkableAddress, uploadIdOf } from './address.js';

/** A picture that somebody typed with an address of its own: never fetched, shown as a plain link. */
export interface ForeignPicture {
  /** For the link; null where the address cannot be one, then the words stand alone. */
  readonly address: string | null;
  /** What the link says. */
  readonly text: string;
}

/** What becomes of one element of a post. */
export type Ruling =
  /** One of this site's own pictures: shown with its receipt, in the element's place. */
  | { readonly kind: 'upload'; readonly uploadId: string; readonly alt: string }
  /** The element goes; plain links take its place, and its children too where `children` is true. */
  | { readonly kind: 'links'; readonly links: readonly ForeignPicture[]; readonly children: boolean }
  /** The element stays, with these attributes and no others; plain links come after it. */
  | {
      readonly kind: 'keep';
      readonly attributes: Readonly<Record<string, string>>;
      readonly links: readonly ForeignPicture[];
    };

/** Elements that show or fetch something besides text; their children may stay. */
const fetching = new Set(
  'img image picture source video audio track input-image embed object svg use feimage math canvas bgsound portal link'.split(
    ' ',
  ),
);

/** Elements that fetch or lead away by themselves (`meta` to a picture's own page), whose content is no text of the post. */
const swallowed = new Set('meta style iframe frame frameset noembed applet template'.split(' '));

/** Attributes that make a browser fetch, on whatever element they stand. */
const addressAttributes = 'src data-src lowsrc dynsrc poster background data xlink:href icon code archive'.split(' ');
const srcsetAttributes = ['srcset', 'data-srcset', 'imagesrcset'];

/**
 * Elements whose text some parser takes for letters and another for markup: `noscript` by whether scripts run, the others
 * because they are written out unescaped. What stands in them may be a picture after the post was written out and read
 * again, so they go and their children stay.
 */
const ambiguous = new Set(['noscript', 'xmp', 'noframes', 'plaintext']);

/** Elements whose `href` leads somewhere and fetches nothing until it is pressed. */
const leading = new Set(['a', 'area']);

/** Most links that one element leaves behind. */
const mostLinks = 20;

/**
 * The rule for pictures in what members write: only pictures of this site with a receipt are shown, every other address
 * of a picture becomes a plain link. Asked of each element of a post, by whatever sanitizer the host has; it judges
 * pictures alone and is no sanitizer itself (scripts and handlers are not its concern). Pure. `name` and the names of the
 * attributes in any case.
 */
export function pictureRule(name: string, attributes: Readonly<Record<string, string>>): Ruling {
  const given = new Map(Object.entries(attributes).map(([key, value]) => [key.toLowerCase(), value]));
  const element = name.toLowerCase() === 'input' && isImageInput(given) ? 'input-image' : name.toLowerCase();

  // `<img src="upload:…">` as Markdown makes it; `data-upload` as the TipTap extension and this rule itself write it.
  const address = given.has('data-upload') ? `upload:${given.get('data-upload')}` : given.get('src');
  const uploadId =
    address !== undefined && (element === 'img' || given.has('data-upload')) ? uploadIdOf(address) : null;
  if (uploadId !== null) {
    return { kind: 'upload', uploadId, alt: (given.get('alt') ?? given.get('data-alt') ?? '').trim() };
  }

  const words = (given.get('alt') ?? given.get('title') ?? '').trim();
  const links = linksTo(addressesIn(element, given), words, element === 'img');
  if (swallowed.has(element)) return { kind: 'links', links, children: false };
  if (fetching.has(element) || ambiguous.has(element)) return { kind: 'links', links, children: true };
  const kept = [...given].filter(([key, value]) => staysOn(element, key, value));
  return { kind: 'keep', attributes: Object.fromEntries(kept), links };
}

function isImageInput(given: ReadonlyMap<string, string>): boolean {
  return given.get('type')?.trim().toLowerCase() === 'image';
}

function addressesIn(element: string, given: ReadonlyMap<string, string>): string[] {
  const found: string[] = [];
  for (const [key, value] of given) {
    if (addressAttributes.includes(key) || (key === 'href' && !leading.has(element))) found.push(value);
    else if (srcsetAttributes.includes(key)) found.push(...addressesOfSrcset(value));
    else if (key === 'style' && !isStyleWithoutPictures(value)) found.push(...addressesOfStyle(value));
  }
  return found;
}

function staysOn(element: string, key: string, value: string): boolean {
  if (addressAttributes.includes(key) || srcsetAttributes.includes(key)) return false;
  if (key === 'href') return leading.has(element);
  return key !== 'style' || isStyleWithoutPictures(value);
}

function linksTo(addresses: readonly string[], words: string, isPicture: boolean): ForeignPicture[] {
  const links: ForeignPicture[] = [];
  for (const address of new Set(addresses)) {
    const foreign = foreignPicture(address, links.length === 0 ? words : '');
    if (foreign.address !== null && links.length < mostLinks) links.push(foreign);
  }
  // A picture whose address cannot be a link leaves words, so that nobody wonders what was there.
  return links.length === 0 && isPicture ? [foreignPicture(addresses[0] ?? '', words)] : links;
}

/** The addresses that a style sheet would fetch, as plain links: for the text of a `style` element, which goes. */
export function linksInStyle(style: string): readonly ForeignPicture[] {
  return linksTo(addressesOfStyle(style), '', false);
}

/** Longest address shown in full. */
const longestShown = 80;

/** A typed picture as a plain link: its description as the words, else its address. */
export function foreignPicture(address: string, description: string): ForeignPicture {
  const link = linkableAddress(address);
  const shown = description.trim() || shortened(link ?? address.trim()) || 'picture';
  return { address: link, text: shown };
}

function shortened(text: string): string {
  return text.length <= longestShown ? text : `${text.slice(0, longestShown)}…`;
}
