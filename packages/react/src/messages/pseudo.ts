import { englishLeftOut } from '../composer/english-left-out.js';
import { englishEditorMessages } from '../editor/editor-messages.js';
import { englishHelpMessages } from '../help/help-messages.js';
import { englishMessages } from './english.js';
import { isolated, leftToRightName } from './isolate.js';
import type { Messages } from './messages.js';

const accents: Readonly<Record<string, string>> = {
  ...{ a: 'å', b: 'ƀ', c: 'ç', d: 'ð', e: 'é', f: 'ƒ', g: 'ĝ', h: 'ĥ', i: 'î', j: 'ĵ', k: 'ķ', l: 'ļ', m: 'ɱ' },
  ...{ n: 'ñ', o: 'ö', p: 'þ', q: 'ǫ', r: 'ŕ', s: 'š', t: 'ţ', u: 'û', v: 'ṽ', w: 'ŵ', x: 'ẋ', y: 'ý', z: 'ž' },
  ...{ A: 'Å', B: 'Ɓ', C: 'Ç', D: 'Ð', E: 'É', F: 'Ƒ', G: 'Ĝ', H: 'Ĥ', I: 'Î', J: 'Ĵ', K: 'Ķ', L: 'Ļ', M: 'Ṁ' },
  ...{ N: 'Ñ', O: 'Ö', P: 'Þ', Q: 'Ǫ', R: 'Ŕ', S: 'Š', T: 'Ţ', U: 'Û', V: 'Ṽ', W: 'Ŵ', X: 'Ẋ', Y: 'Ý', Z: 'Ž' },
};

/** How much longer a pseudo-text is than English: what German or Welsh may need of short texts. */
const growth = 0.4;

function accented(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => accents[letter] ?? letter);
}

// Override and marks of UAX #9, as Android's ar-XB has them: English letters run from right to left.
function turned(text: string): string {
  return text.replace(/\S+/g, (word) => `\u200f\u202e${word}\u202c\u200f`);
}

/** How words and names are written in one of the two forms. */
interface Turn {
  readonly words: (piece: string) => string;
  readonly name: (name: string) => string;
}

const accenting: Turn = { words: accented, name: leftToRightName };
const turning: Turn = { words: turned, name: isolated };

/** Words of filling, in pieces that can be wrapped like words. */
function filling(length: number): string {
  return ` ${'ẋẋẋẋ '.repeat(Math.ceil(length / 5))}`.slice(0, Math.max(2, length)).trimEnd();
}

/** Every text in what a function of the catalogue was called with: names stay as they are, so that they can be found. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  const name: unknown = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return typeof name === 'string' && name !== '' ? [name] : [];
}

function pseudoText(text: string, names: readonly string[], turn: Turn): string {
  // English isolates some names by itself: those come first where both fit.
  const kept = names.flatMap((name) => [
    { found: isolated(name), name },
    { found: name, name },
  ]);
  const pieces: string[] = [];
  let rest = text;
  while (rest !== '') {
    const [next] = kept
      .map(({ found, name }) => ({ found, name, at: rest.indexOf(found) }))
      .filter(({ at }) => at >= 0)
      .sort((a, b) => a.at - b.at || b.found.length - a.found.length);
    const end = next === undefined ? rest.length : next.at;
    pieces.push(turn.words(rest.slice(0, end)));
    if (next !== undefined) pieces.push(turn.name(next.name));
    rest = rest.slice(end + (next?.found.length ?? 0));
  }
  return `[${pieces.join('')}${filling(Math.ceil(text.length * growth))}]`;
}

/** Keys that no person reads. */
const machineKeys = ['language', 'direction', 'review'];

function pseudoOf<Catalogue extends object>(catalogue: Catalogue, turn: Turn): Catalogue {
  const entries = Object.entries(catalogue).map(([key, value]: [string, unknown]) => {
    if (machineKeys.includes(key)) return [key, value];
    if (typeof value === 'string') return [key, pseudoText(value, [], turn)];
    if (typeof value === 'object' && value !== null) return [key, pseudoOf(value, turn)];
    if (typeof value !== 'function') return [key, value];
    const call = (...given: readonly unknown[]) => {
      const text: unknown = Reflect.apply(value, undefined, given);
      return typeof text === 'string' ? pseudoText(text, given.flatMap(textsIn), turn) : text;
    };
    return [key, call];
  });
  // Provable: the same keys; each text became a text, each function one that takes the same and gives a text.
  return Object.fromEntries(entries) as Catalogue;
}

/**
 * English that looks foreign: what is not accented was not taken from the catalogue, what is cut off has no room for
 * longer languages. Made for tests and for looking at pages, not for members.
 *
 * @param direction - `rtl` writes English from right to left, so that a page can be judged by people who read no
 * right-to-left language. Language tags `en-XA` and `ar-XB`, as Android has them.
 */
export function pseudoMessages(direction: 'ltr' | 'rtl' = 'ltr'): Messages {
  const turn = direction === 'rtl' ? turning : accenting;
  return {
    ...pseudoOf({ ...englishMessages, leftOut: englishLeftOut }, turn),
    language: direction === 'rtl' ? 'ar-XB' : 'en-XA',
    direction,
    help: pseudoOf(englishHelpMessages, turn),
    editor: pseudoOf(englishEditorMessages, turn),
  };
}
