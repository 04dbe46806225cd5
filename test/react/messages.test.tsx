/**
 * Every catalogue: complete, in neutral words, with the counts and numbers of its language, and with names that cannot turn
 * a sentence around. Nobody who speaks the languages natively has read them: each says so itself.
 */
import { englishMessages, type Messages, SafeUpload, type TranslatedMessages } from '@safeupload/react';
import { arabicMessages } from '@safeupload/react/messages/arabic';
import { frenchMessages } from '@safeupload/react/messages/french';
import { germanMessages } from '@safeupload/react/messages/german';
import { polishMessages } from '@safeupload/react/messages/polish';
import { pseudoMessages } from '@safeupload/react/messages/pseudo';
import { spanishMessages } from '@safeupload/react/messages/spanish';
import { urduMessages } from '@safeupload/react/messages/urdu';
import { welshMessages } from '@safeupload/react/messages/welsh';
import type { Item, ItemError } from '@safeupload/sdk';
import { errorCodes } from '@safeupload/sdk/core';
import { afterEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { cleanup, render } from 'vitest-browser-react';
// Their English comes with what shows it, so that it is not loaded before.
import { englishLeftOut } from '../../packages/react/src/composer/english-left-out.js';
import { englishEditorMessages } from '../../packages/react/src/editor/editor-messages.js';
import { englishHelpMessages } from '../../packages/react/src/help/help-messages.js';
import { newScene, pictureNamed } from '../support/composer.js';

const translations: Readonly<Record<string, TranslatedMessages>> = {
  de: germanMessages,
  fr: frenchMessages,
  es: spanishMessages,
  pl: polishMessages,
  ar: arabicMessages,
  ur: urduMessages,
  cy: welshMessages,
};

const english: Messages = {
  ...englishMessages,
  leftOut: englishLeftOut,
  help: englishHelpMessages,
  editor: englishEditorMessages,
};

const catalogues: Readonly<Record<string, TranslatedMessages>> = {
  en: english,
  ...translations,
  'en-XA': pseudoMessages(),
  'ar-XB': pseudoMessages('rtl'),
};

afterEach(() => cleanup());

const counts = [0, 1, 2, 3, 5, 11, 21, 100];
const names = ['bench.jpg', 'IMG_0412 (1).HEIC', 'صورة العائلة.jpg'];

function itemNamed(name: string): Item {
  const file = new File(['x'], name);
  return {
    ...{ id: name, file, name, bytes: 1, alt: '', state: 'queued', progress: 0, reasons: [] },
    ...{ canRetry: false, appealed: false },
  };
}

const someNames = counts.map((count) => Array.from({ length: count }, (_, index) => names[index % 3] ?? ''));

type Samples<Catalogue> = {
  [Key in keyof Catalogue as NonNullable<Catalogue[Key]> extends (...given: never[]) => string
    ? Key
    : never]-?: NonNullable<Catalogue[Key]> extends (...given: infer Given) => string ? Given[] : never;
};

const failures = [undefined, ...errorCodes, 'unavailable', 'holds-waiting', 'use-off', 'rate-limited'].map((code) =>
  // Provable: each is an ErrorCode or a RefusalCode by the lists in core.
  code === undefined ? undefined : ({ code, message: '' } as ItemError),
);

const ofCount: [count: number][] = counts.map((count) => [count]);
const ofName: [name: string][] = names.map((name) => [name]);
const ofNameAndCount: [name: string, count: number][] = names.flatMap((name) =>
  counts.map((count): [string, number] => [name, count]),
);

/** What each function of a catalogue is called with; the compiler asks for a line here for each new one. */
const samples: Samples<Messages> = {
  bytes: [0, 1, 999, 1_000, 1_500_000, 10_000_000, 64_000_000].map((bytes) => [bytes]),
  uploading: ofCount,
  timeLeft: [0, 1, 9, 10, 59, 60, 89, 120, 180, 300, 660, 1_260, 6_000].map((seconds) => [seconds]),
  failed: failures.map((error) => [error]),
  tooLarge: [[500_000], [10_000_000]],
  cancel: ofName,
  remove: ofName,
  moveUp: ofName,
  moveDown: ofName,
  altLabel: ofName,
  tooMany: counts.flatMap((most) => someNames.map((list): [number, string[]] => [most, list])),
  added: someNames.map((list) => [list.map(itemNamed)]),
  removed: someNames.map((list) => [list.map(itemNamed)]),
  changed: names.map((name) => [name, 'x']),
  allReady: ofCount,
  quarter: ofNameAndCount,
  quarters: counts.flatMap((count) => [25, 50, 75].map((percent): [number, number] => [count, percent])),
  moved: ofNameAndCount.map(([name, count]) => [name, 1, count]),
  restored: ofCount,
  leftOut: ofCount,
};

const editorSamples: Samples<NonNullable<Messages['editor']>> = {
  title: ofName,
  picture: counts.map((count) => [4_032, 3_024, count]),
  chosen: counts.map((percent) => [{ left: percent, top: 0, width: 50, height: 100 }]),
  percent: ofCount,
  kept: [[1_200, 900]],
};

/** Every text a catalogue can give, by what gives it. */
function textsOf(catalogue: object, given: object, at = ''): [from: string, text: string][] {
  return Object.entries(catalogue).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    if (['language', 'direction', 'review'].includes(key)) return [];
    if (typeof value === 'string') return [[at + key, value]];
    if (typeof value === 'object' && value !== null) return textsOf(value, editorSamples, `${key}.`);
    if (typeof value !== 'function') throw new Error(`${at}${key} is neither a text nor gives one`);
    const calls: unknown = Reflect.get(given, key);
    if (!Array.isArray(calls)) throw new Error(`${at}${key} has no samples`);
    return calls.map((args): [string, string] => [
      `${at}${key}(${JSON.stringify(args)})`,
      String(Reflect.apply(value, undefined, args)),
    ]);
  });
}

/** Word stems, by language: kinds of content, law, blame. Each is looked for in every text. */
const neverSaid: Readonly<Record<string, RegExp>> = {
  en: /explicit|porn|nud(e|ity)|sex|illegal|unlawful|abus|offend|crim|predator|nsfw|inappropriate|violat|suspicio|unsafe|child|banned|police/i,
  de: /explizit|porn|nackt|sex|illegal|verbot|missbr|straf|täter|verdächt|unangemessen|anstöß|verstoß|kind|polizei/i,
  fr: /explicit|porn|\bnue?s?\b|sex|illég|interdit|abus|délit|crim|agress|suspect|inappropri|enfant|mineur|police/i,
  es: /explícit|porn|desnud|sex|ilegal|prohib|abus|delit|delinc|crim|agres|sospech|inapropiad|inadecuad|niñ|policía/i,
  pl: /wulgar|porn|nag(i|o|a|ie)\b|seks|nielegal|zabron|naduży|wykorzyst|molest|przestęp|spraw(ca|cy)|podejrz|niestosown|dzieck|dziec|policj/i,
  ar: /إباح|عاري|جنس|قانون|محظور|ممنوع|إساء|اعتداء|استغلال|جريم|مجرم|جاني|مشبوه|طفل|أطفال|(?<!أ)شرطة/,
  ur: /فحش|عریاں|جنس|قانون|ممنوع|زیادتی|بدسلوک|استحصال|جرم|مجرم|مشکوک|بچے|بچوں|بچہ|پولیس/,
  cy: /pornog|noeth|rhywiol|anghyfreith|gwahardd|cam-?drin|trosedd|amheus|plentyn|plant|heddlu/i,
};

describe.each(Object.entries(catalogues))('%s', (language, catalogue) => {
  const texts = textsOf(catalogue, samples);

  it('has every key of English', () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(english).sort());
    expect(Object.keys(catalogue.editor ?? {}).sort()).toEqual(Object.keys(englishEditorMessages).sort());
    expect(Object.keys(catalogue.help?.link ?? {}).sort()).toEqual(Object.keys(englishHelpMessages.link).sort());
  });

  it('gives a whole text for every count, size, name and failure', () => {
    expect(texts.length).toBeGreaterThan(300);
    const broken = texts.filter(([, text]) => text.trim() === '' || /undefined|NaN|\bnull\b|\[object|[{}#]/.test(text));
    expect(broken).toEqual([]);
  });

  it('says which language and direction it is, as Intl knows them', () => {
    expect(catalogue.language).toBe(language);
    expect(catalogue.direction).toBe(/^(ar|ur)/.test(language) ? 'rtl' : 'ltr');
    expect(Intl.getCanonicalLocales(catalogue.language)).toEqual([language]);
  });

  it('keeps names from turning a sentence around', () => {
    const turning = catalogue.direction === 'rtl' ? names : names.slice(2);
    const naming = ['cancel', 'remove', 'moveUp', 'moveDown', 'altLabel', 'changed', 'quarter', 'moved'];
    const open = turning.flatMap((name) =>
      texts
        .filter(([from]) => naming.some((key) => from.startsWith(`${key}([${JSON.stringify(name)}`)))
        .filter(([, text]) => !text.includes(`\u2068${name}\u2069`)),
    );
    expect(open).toEqual([]);
    const listed = texts.filter(([from, text]) => from.startsWith('tooMany') && text.includes(names[2] ?? ''));
    expect(listed.length).toBeGreaterThan(0);
    expect(listed.filter(([, text]) => !text.includes(`\u2068${names[2]}\u2069`))).toEqual([]);
    // One name alone is said by itself, more are counted.
    expect(catalogue.added?.([itemNamed(names[2] ?? '')])).toContain(`\u2068${names[2]}\u2069`);
  });
});

describe.each(Object.entries(neverSaid))('%s', (language, stems) => {
  it('accuses nobody and names no kind of content', () => {
    const catalogue = catalogues[language] ?? {};
    const said = textsOf(catalogue, samples).filter(([, text]) => stems.test(text));
    expect(said).toEqual([]);
  });
});

describe.each(Object.entries(translations))('%s', (language, catalogue) => {
  it('says itself that nobody has reviewed it', () => {
    expect(catalogue.review).toBe('not reviewed by a native speaker');
  });

  it('is translated throughout', () => {
    const inEnglish = new Map(textsOf(english, samples));
    const own = /^(bytes|percent|changed|editor\.percent)/;
    const same = textsOf(catalogue, samples).filter(([from, text]) => inEnglish.get(from) === text && !own.test(from));
    expect(same).toEqual([]);
  });

  it('writes numbers as its readers do', () => {
    const known = Intl.NumberFormat.supportedLocalesOf(language).length > 0 ? language : 'en-GB';
    expect(catalogue.bytes?.(1_500_000)).toContain(new Intl.NumberFormat(known).format(1.5));
    expect(catalogue.bytes?.(64_000)).toContain(new Intl.NumberFormat(known).format(64));
    expect(catalogue.uploading?.(50)).toContain(new Intl.NumberFormat(known, { style: 'percent' }).format(0.5));
    expect(catalogue.editor?.kept(12_000, 9_000)).toContain(new Intl.NumberFormat(known).format(12_000));
  });
});

describe('counts', () => {
  const readyIn = (catalogue: TranslatedMessages) => counts.map((count) => catalogue.allReady?.(count) ?? '');

  it('in English have two forms', () => {
    expect(readyIn(english)).toEqual(
      counts.map((count) => (count === 1 ? '1 picture ready to post.' : `${count} pictures ready to post.`)),
    );
  });

  it('in Polish have three', () => {
    const nouns = ['zdjęć', 'zdjęcie', 'zdjęcia', 'zdjęcia', 'zdjęć', 'zdjęć', 'zdjęć', 'zdjęć'];
    expect(readyIn(polishMessages)).toEqual(
      counts.map((count, index) => `Gotowe do publikacji: ${count} ${nouns[index]}.`),
    );
    expect(polishMessages.allReady?.(22)).toContain('22 zdjęcia');
  });

  it('in Arabic have six', () => {
    const [none, one, two, three, five, eleven, , hundred] = readyIn(arabicMessages);
    expect(none).toContain('لا صور');
    expect(one).toContain('صورة واحدة');
    expect(two).toContain('صورتان');
    expect(three).toMatch(/\S صور\./);
    expect(five).toMatch(/\S صور\./);
    expect(eleven).toMatch(/\S صورة\./);
    expect(hundred).toMatch(/\S صورة\./);
  });

  it('in Welsh mutate after two, where the engine knows Welsh', () => {
    const knows = Intl.PluralRules.supportedLocalesOf('cy').length > 0;
    expect(welshMessages.allReady?.(2)).toContain(knows ? '2 lun' : '2 llun');
    expect(welshMessages.allReady?.(5)).toContain('5 llun');
  });
});

describe('the pseudo-locale', () => {
  it('is longer by two fifths, in brackets, and keeps names', () => {
    const pseudo = pseudoMessages();
    const plain = new Map(textsOf(english, samples));
    const short = textsOf(pseudo, samples).filter(
      ([from, text]) => text.length < 1.39 * (plain.get(from)?.length ?? 0),
    );
    expect(short).toEqual([]);
    expect(pseudo.trigger).toMatch(/^\[Åðð þîçţûŕéš ẋ+ ?ẋ*\]$/);
    expect(pseudo.remove('bench.jpg')).toContain('bench.jpg');
  });

  it('runs from right to left in its other form', () => {
    expect(pseudoMessages('rtl').trigger).toContain('\u202eAdd\u202c');
  });
});

/** A list in which one row is allowed, one is to be chosen about, one is stopped and one has failed. */
async function showRows(messages: TranslatedMessages): Promise<() => void> {
  const { Composer, store } = await newScene({
    'cushions.jpg': { action: 'hold', reasons: ['risk-raised'] },
    'curtains.jpg': { action: 'block', reasons: ['risk-high'] },
    'notes.jpg': { fails: 'format-unknown' },
  });
  await render(<Composer messages={messages} max={9} />);
  const files = ['bench.jpg', 'cushions.jpg', 'curtains.jpg', 'notes.jpg'];
  store.add(await Promise.all(files.map((name, index) => pictureNamed(name, index + 1))));
  const states = () => [...document.querySelectorAll<HTMLElement>('.su-item')].map(({ dataset }) => dataset.state);
  await expect.poll(states).toEqual(['done', 'choosing', 'blocked', 'failed']);
  for (const details of document.querySelectorAll('.su details')) details.setAttribute('open', '');
  return () => store.dispose();
}

describe('every word of the drop-in', () => {
  it('comes from the catalogue: in the pseudo-locale none is without its brackets', async () => {
    await page.viewport(700, 1400);
    const end = await showRows(pseudoMessages());
    await expect.element(page.getByText(/Šöɱéţĥîñĝ|ñöţ å þîçţûŕé/).first()).toBeVisible();
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.querySelector('.su') ?? document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) texts.push(walker.currentNode.textContent?.trim() ?? '');
    const labels = [...document.querySelectorAll('.su [aria-label], .su[aria-label], .su [placeholder], .su [title]')]
      .flatMap((element) => ['aria-label', 'placeholder', 'title'].map((name) => element.getAttribute(name) ?? ''))
      .filter((text) => !text.endsWith('.jpg'));
    const foreign = [...texts, ...labels].filter(
      (text) => text !== '' && !text.endsWith('.jpg') && !(text.startsWith('[') && text.endsWith(']')),
    );
    expect(foreign).toEqual([]);
    expect(texts.length).toBeGreaterThan(15);
    end();
  });

  it.each(['en', 'de', 'fr', 'es', 'pl', 'ar', 'ur', 'cy', 'en-XA', 'ar-XB'])(
    'has room on the narrowest phone, in %s',
    async (language) => {
      await page.viewport(320, 1800);
      const end = await showRows(catalogues[language] ?? english);
      const beside = [...document.querySelectorAll<HTMLElement>('.su, .su *')]
        .filter((element) => element.closest('.su-spoken') === null)
        .filter((element) => {
          const { left, right } = element.getBoundingClientRect();
          return left < -0.5 || right > 320.5;
        });
      expect(beside.map(({ className, textContent }) => `${className}: ${textContent}`)).toEqual([]);
      // Words that are cut where they stand, save names of files, which end in dots on purpose.
      const cut = [...document.querySelectorAll<HTMLElement>('.su :is(button, p, label, summary, span)')]
        .filter((element) => element.closest('.su-spoken, .su-name') === null)
        .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1);
      expect(cut.map(({ className, textContent }) => `${className}: ${textContent}`)).toEqual([]);
      end();
    },
  );

  it.each(Object.entries({ en: english, ...translations }))(
    'has room on a phone inside the field beside the buttons that move, in %s',
    async (_, messages) => {
      await page.viewport(390, 900);
      const { Composer, store } = await newScene();
      await render(<Composer messages={messages} />);
      store.add([await pictureNamed('bench.jpg', 1), await pictureNamed('cushions.jpg', 2)]);
      await expect.poll(() => document.querySelectorAll('.su-move').length).toBe(4);
      const field = document.querySelector<HTMLInputElement>('.su-alt');
      if (field === null) throw new Error('there is no field');
      // A value is measured, a placeholder is not.
      field.value = field.placeholder;
      expect(field.value).toBe(messages.altHint);
      expect(field.scrollWidth).toBeLessThanOrEqual(field.clientWidth);
      store.dispose();
    },
  );
});

describe('the drop-in', () => {
  it('is marked as the language it speaks', async () => {
    const { Composer, store } = await newScene();
    const screen = await render(<Composer messages={arabicMessages} />);
    await expect.element(screen.getByRole('button', { name: 'إضافة صور' })).toBeVisible();
    const root = document.querySelector('.su');
    expect(root?.getAttribute('lang')).toBe('ar');
    expect(root?.getAttribute('dir')).toBe('rtl');
    store.dispose();
  });

  it('can be given single texts without a language of its own', async () => {
    const { store } = await newScene();
    const screen = await render(<SafeUpload store={store} messages={{ trigger: 'Show us your bench' }} />);
    await expect.element(screen.getByRole('button', { name: 'Show us your bench' })).toBeVisible();
    expect(document.querySelector('.su')?.hasAttribute('lang')).toBe(false);
    store.dispose();
  });
});
