/** Longest address that a link may have: longer ones are pictures spelt out, or an attack on the reader's patience. */
const longestAddress = 3_000;

/**
 * An address as one that a plain link may have, or null. Only http and https; one without a scheme (`//host/…`) is
 * https. A `data:` address *is* a picture and a link to it would carry one that nobody screened, `blob:` leads nowhere,
 * `javascript:` is an attack, and a relative one would lead into the forum itself.
 */
export function linkableAddress(address: string): string | null {
  // Browsers drop these wherever they stand in an address, so `jav\tascript:` has to lose them before it is judged.
  const tight = address.replace(/[\t\n\r]/g, '').trim();
  const absolute = /^[\\/]{2}/.test(tight) ? `https://${tight.replace(/^[\\/]+/, '')}` : tight;
  if (absolute.length > longestAddress || !/^https?:\/\/\S+$/i.test(absolute)) return null;
  // Browsers ask for `%3C` where `<` stands in an address; written so, none can end the markup that it stands in.
  return URL.canParse(absolute) ? absolute.replace(/[<>"]/g, encodeURIComponent) : null;
}

/** The id in `upload:<id>`, or null for every other address. */
export function uploadIdOf(address: string): string | null {
  return /^upload:([A-Za-z0-9_-]{16,64})$/.exec(address.trim())?.[1] ?? null;
}

/** Most addresses taken out of one attribute. */
const mostAddresses = 20;

/** The addresses in a `srcset`, in order (HTML Standard, 4.8.4.2.1). */
export function addressesOfSrcset(srcset: string): string[] {
  const candidates = srcset.matchAll(/[\s,]{0,20}(\S{1,4000})[^,]{0,60}/g);
  return Array.from(candidates, (match) => (match[1] ?? '').replace(/,+$/, ''))
    .filter((address) => address !== '')
    .slice(0, mostAddresses);
}

/** The addresses that a style would fetch, as far as they can be read out of it. */
export function addressesOfStyle(style: string): string[] {
  const plain = unescaped(style);
  const functions = plain.matchAll(
    /(?:url|src|image-set|image)\(\s{0,20}(?:"([^"]{0,4000})"|'([^']{0,4000})'|([^)"'\s]{0,4000}))/gi,
  );
  return Array.from(functions, (match) => match[1] ?? match[2] ?? match[3] ?? '')
    .filter((address) => address !== '' && !/^(?:url|src)\(/i.test(address))
    .slice(0, mostAddresses);
}

/** A style without its escapes and comments: `u\72l(` is `url(` (CSS Syntax 3, 4.3.7). */
function unescaped(style: string): string {
  return style.replace(/\/\*[\s\S]*?(?:\*\/|$)/g, '').replace(/\\([0-9a-f]{1,6})\s?/gi, (_, digits: string) => {
    const code = Number.parseInt(digits, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

/** Functions in a style that fetch nothing. */
const harmlessFunctions = /\b(?:rgba?|hsla?|oklab|oklch|lab|lch|hwb|calc|min|max|clamp)\(/gi;

/**
 * True for a style that cannot name a picture: no function but those of colours and sums, no escape, no comment and no
 * rule. What is not known to be harmless goes.
 */
export function isStyleWithoutPictures(style: string): boolean {
  const rest = style.replace(harmlessFunctions, '');
  return !/[\\(@]|\/\*/.test(rest);
}
