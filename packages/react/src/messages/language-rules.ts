import type { Item } from '@safeupload/sdk';
import { isolated, leftToRightName } from './isolate.js';

/**
 * What is said of a count, by the plural category of the language (Unicode CLDR). `#` stands for the number; categories that
 * a language does not have are left out.
 */
export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** How one language writes counts, numbers, sizes, times and lists. */
export interface LanguageRules {
  readonly number: (value: number) => string;
  /** Of 0 to 100. */
  readonly percent: (percent: number) => string;
  readonly count: (count: number, forms: PluralForms) => string;
  /** A file's size in the unit that fits. */
  readonly bytes: (bytes: number, kilobytes: string, megabytes: string) => string;
  /** A duration: steps of ten seconds under a minute, because the numbers jump about more than they tell, else minutes. */
  readonly time: (seconds: number, secondForms: PluralForms, minuteForms: PluralForms) => string;
  /** A file's name as the sentence can carry it. */
  readonly name: (name: string) => string;
  /** The one file's name, or how many there are. */
  readonly nameOrCount: (items: readonly Item[], forms: PluralForms) => string;
  /** At most five of the names, then how many more. */
  readonly names: (names: readonly string[], more: PluralForms) => string;
}

/** Most names that one sentence lists. */
const mostNames = 5;

/**
 * The rules of a language. An engine may lack one (Chromium ships fewer than there are): then those of `instead`, which
 * must be near enough to be read.
 *
 * @param language - BCP 47.
 */
export function rulesOf(language: string, direction: 'ltr' | 'rtl', instead = 'en-GB'): LanguageRules {
  const locales = [language, instead];
  const plural = new Intl.PluralRules(locales);
  const numbers = new Intl.NumberFormat(locales, { maximumFractionDigits: 1 });
  const percents = new Intl.NumberFormat(locales, { style: 'percent', maximumFractionDigits: 0 });
  const list = new Intl.ListFormat(locales, { type: 'conjunction' });
  const count = (value: number, forms: PluralForms) =>
    (forms[plural.select(value)] ?? forms.other).replace('#', () => numbers.format(value));
  const name = direction === 'rtl' ? isolated : leftToRightName;
  return {
    number: (value) => numbers.format(value),
    percent: (percent) => percents.format(percent / 100),
    count,
    bytes: (bytes, kilobytes, megabytes) =>
      bytes < 1e6
        ? `${numbers.format(Math.max(Math.min(1, bytes), Math.round(bytes / 1e3)))} ${kilobytes}`
        : `${numbers.format(bytes / 1e6)} ${megabytes}`,
    time: (seconds, secondForms, minuteForms) =>
      seconds < 60
        ? count(Math.max(10, Math.ceil(seconds / 10) * 10), secondForms)
        : count(Math.round(seconds / 60), minuteForms),
    name,
    nameOrCount: (items, forms) => {
      const [first] = items;
      return items.length === 1 && first !== undefined ? name(first.name) : count(items.length, forms);
    },
    names: (names, more) => {
      const left = names.length - mostNames;
      return list.format([...names.slice(0, mostNames).map(name), ...(left > 0 ? [count(left, more)] : [])]);
    },
  };
}
