/**
 * Whom a link is for: members under 18 who want to talk to somebody; people of whom a picture is passed around; a hotline
 * that takes reports of what somebody saw online.
 */
export const helpKinds = ['under18', 'victims', 'hotline'] as const;

/** One of {@link helpKinds}. */
export type HelpKind = (typeof helpKinds)[number];

/** One way to get help. */
export interface HelpLink {
  /** `https:`, `tel:`, `sms:` or `mailto:`; anything else is left out. */
  readonly href: string;
  /** The organisation's own name, or any words of the site's; without it the catalogue's. */
  readonly text?: string;
}

/** Where members of one country find help; kinds that a country lacks are left out. */
export type CountryHelp = Readonly<Partial<Record<HelpKind, HelpLink>>>;

/** What a site offers, and to whom. */
export interface Help {
  /** By ISO 3166-1 code of two letters, upper case: `DE`, `GB`, `PK`. */
  readonly byCountry?: Readonly<Partial<Record<string, CountryHelp>>>;
  /** Where the member's country is unknown or not in the list, and for kinds that it lacks. */
  readonly everywhere?: CountryHelp;
  /** The member's country where the site knows it; else the region of the browser's first language, if it names one. */
  readonly country?: string;
}

/** A {@link HelpLink} with what it is for. */
export interface OfferedHelp extends HelpLink {
  readonly kind: HelpKind;
}

const schemes = ['https:', 'tel:', 'sms:', 'mailto:'];

function regionOf(language: string): string | undefined {
  try {
    return new Intl.Locale(language).region;
  } catch {
    return undefined;
  }
}

/**
 * The links for one member, in the order of {@link helpKinds}. Nobody is located for it: no network, no time zone.
 *
 * @param language - BCP 47, what the browser prefers.
 */
export function helpFor(help: Help, language: string): readonly OfferedHelp[] {
  const country = (help.country ?? regionOf(language) ?? '').toUpperCase();
  const here = help.byCountry?.[country];
  return helpKinds.flatMap((kind) => {
    const link = here?.[kind] ?? help.everywhere?.[kind];
    return link === undefined || !schemes.some((scheme) => link.href.startsWith(scheme)) ? [] : [{ ...link, kind }];
  });
}
