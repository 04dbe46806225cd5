import { toUtf8 } from './bytes.js';
import { type Digest, digestOf } from './digest.js';

/**
 * The one JSON text of a value: keys sorted by UTF-16 code units, no white space, numbers as ECMAScript prints them
 * (RFC 8785). Two sides that hold the same policy get the same text, and so the same digest.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** The {@link Digest} of the {@link canonicalJson} of a value. */
export function digestOfJson(value: unknown): Promise<Digest> {
  return digestOf(toUtf8(canonicalJson(value)));
}
