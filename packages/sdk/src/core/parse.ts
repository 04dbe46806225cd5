import { isDigest } from './digest.js';
import { SafeUploadError } from './error.js';
import type { ErrorCode } from './error-codes.js';

/**
 * Readers for values that came over a border, each of which returns the typed value or throws `code` with the path of
 * the first thing that is wrong. Objects are closed: a key that nobody reads is an error, so that nothing travels along
 * unseen.
 */
export interface Border {
  /** The object with exactly these keys; those in `optional` may be missing. */
  object(value: unknown, path: string, keys: readonly string[], optional?: readonly string[]): Record<string, unknown>;
  /** The items, each read by `read`; at most `most` of them. */
  list<T>(value: unknown, path: string, most: number, read: (item: unknown, path: string) => T): T[];
  /** The entries of an object with free keys of 1–64 characters; at most `most`. */
  entries<T>(value: unknown, path: string, most: number, read: (item: unknown, path: string) => T): Record<string, T>;
  /** A string of 1 to `most` characters, without control characters, halves of surrogate pairs or turns of direction. */
  text(value: unknown, path: string, most: number): string;
  /** A whole number in the range, ends included. */
  integer(value: unknown, path: string, least: number, most: number): number;
  /** A finite number in the range, ends included. */
  number(value: unknown, path: string, least: number, most: number): number;
  /** True or false. */
  flag(value: unknown, path: string): boolean;
  /** One of the listed strings. */
  oneOf<T extends string>(value: unknown, path: string, words: readonly T[]): T;
  /** 64 lower-case hexadecimal letters. */
  digest(value: unknown, path: string): string;
  /** A string that matches the pattern. */
  matching(value: unknown, path: string, pattern: RegExp, expected: string): string;
  /** Throws: `path` is not what was expected. */
  refuse(path: string, expected: string, got: unknown): never;
}

/**
 * A database takes neither zero bytes nor half letters, and a log should not be turned around by what it quotes. The
 * marks of direction that Hebrew and Arabic keyboards make (U+200E, U+200F, U+061C) turn nothing around.
 */
const unprintable = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

/** The {@link Border} whose errors have this code and call the whole thing `what`. */
export function borderOf(code: ErrorCode, what: string): Border {
  const refuse = (path: string, expected: string, got: unknown): never => {
    throw new SafeUploadError(code, `The ${what} cannot be used: ${path} must be ${expected}, got ${shown(got)}.`, {
      details: { path },
    });
  };
  const plain = (value: unknown, path: string): Record<string, unknown> =>
    isPlainObject(value) ? value : refuse(path, 'an object', value);
  return {
    refuse,
    object(value, path, keys, optional = []) {
      const object = plain(value, path);
      for (const key of keys) {
        if (!Object.hasOwn(object, key)) refuse(`${path}.${key}`, 'present', undefined);
      }
      for (const key of Object.keys(object)) {
        if (!keys.includes(key) && !optional.includes(key)) refuse(`${path}.${key}`, 'absent', object[key]);
      }
      return object;
    },
    list(value, path, most, read) {
      if (!Array.isArray(value) || value.length > most) return refuse(path, `a list of at most ${most}`, value);
      return value.map((item: unknown, index) => read(item, `${path}[${index}]`));
    },
    entries(value, path, most, read) {
      const pairs = Object.entries(plain(value, path));
      if (pairs.length > most) refuse(path, `an object of at most ${most} keys`, value);
      return Object.fromEntries(
        pairs.map(([key, item]) => {
          if (key.length < 1 || key.length > 64 || key === '__proto__' || unprintable.test(key)) {
            refuse(path, 'keys of 1 to 64 printable characters', key);
          }
          return [key, read(item, `${path}.${key}`)];
        }),
      );
    },
    text(value, path, most) {
      return typeof value === 'string' && value.length >= 1 && value.length <= most && !unprintable.test(value)
        ? value
        : refuse(path, `a text of 1 to ${most} printable characters`, value);
    },
    integer(value, path, least, most) {
      return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
        ? value
        : refuse(path, `a whole number from ${least} to ${most}`, value);
    },
    number(value, path, least, most) {
      return typeof value === 'number' && value >= least && value <= most
        ? value
        : refuse(path, `a number from ${least} to ${most}`, value);
    },
    flag(value, path) {
      return typeof value === 'boolean' ? value : refuse(path, 'true or false', value);
    },
    oneOf(value, path, words) {
      return words.find((word) => word === value) ?? refuse(path, `one of ${words.join(', ')}`, value);
    },
    digest(value, path) {
      return isDigest(value) ? value : refuse(path, '64 lower-case hexadecimal letters', value);
    },
    matching(value, path, pattern, expected) {
      return typeof value === 'string' && pattern.test(value) ? value : refuse(path, expected, value);
    },
  };
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A short picture of a wrong value: long enough to recognise, short enough for a log line. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value);
  return Array.isArray(value) ? `a list of ${value.length}` : `a value of type ${typeof value}`;
}
