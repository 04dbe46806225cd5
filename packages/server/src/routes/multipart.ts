import { fromUtf8, toUtf8 } from '@safeupload/sdk/core';
import { type Refused, refuse } from '../refused.js';

/** A multipart form: short text fields and one file. */
export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Uint8Array<ArrayBuffer>;
}

/** Parts of one form, at most. Stops bodies made of nothing but boundaries. */
const mostParts = 8;
/** Bytes of one part's headers. */
const mostHeaderBytes = 1024;
/** Bytes of one text field: the longest is a claim. */
const mostFieldBytes = 8192;

const crlf = toUtf8('\r\n');
const blankLine = toUtf8('\r\n\r\n');

/**
 * The form in a body (RFC 7578), or a refusal. Strict where parsers differ, so that nothing can be read in two ways:
 * CRLF only, each name once, no encodings, text fields before the one file, which is last and named `file`.
 */
export function readMultipart(body: Uint8Array, contentType: string, names: readonly string[]): Form | Refused {
  const boundary = boundaryOf(contentType);
  if (boundary === null) return invalid('its boundary is missing or malformed');
  const delimiter = toUtf8(`\r\n--${boundary}`);
  const opening = delimiter.subarray(2);
  if (!startsWith(body, opening, 0)) return invalid('it does not begin with its boundary');

  const fields = new Map<string, string>();
  let at = opening.length;
  for (let part = 0; part < mostParts; part++) {
    if (!startsWith(body, crlf, at)) return invalid('a boundary is not followed by a part');
    const headersEnd = indexOf(body, blankLine, at, at + mostHeaderBytes);
    if (headersEnd < 0) return invalid('a part has no end of headers');
    const name = nameOf(fromUtf8(body.slice(at + 2, headersEnd)));
    if (name === null) return invalid('a part has no plain name');
    const start = headersEnd + blankLine.length;
    const end = indexOf(body, delimiter, start, body.length);
    if (end < 0) return invalid('a part has no end');
    const after = end + delimiter.length;
    const last = startsWith(body, toUtf8('--'), after);
    if (name === 'file') {
      return last
        ? { fields, file: new Uint8Array(body.subarray(start, end)) }
        : invalid('the file must be the last part');
    }
    if (!names.includes(name)) return invalid(`there is no field ${name.slice(0, 40)}`);
    if (fields.has(name)) return invalid(`the field ${name} comes twice`);
    const text = end - start <= mostFieldBytes ? fromUtf8(body.slice(start, end)) : null;
    if (text === null) {
      const why = `the field ${name} is over ${mostFieldBytes} bytes or not UTF-8`;
      return name === 'safe_upload_claim'
        ? refuse('claim-malformed', `The claim cannot be read: ${why}.`)
        : invalid(why);
    }
    fields.set(name, text);
    if (last) return invalid('it has no file');
    at = after;
  }
  return invalid(`it has more than ${mostParts} parts`);
}

function invalid(why: string): Refused {
  return refuse('request-invalid', `The form cannot be read: ${why}.`);
}

function boundaryOf(contentType: string): string | null {
  const found = /^multipart\/form-data\s*;\s*boundary=(?:"([^"\r\n]{1,70})"|([A-Za-z0-9'()+_,./:=?-]{1,70}))\s*$/i.exec(
    contentType,
  );
  return found?.[1] ?? found?.[2] ?? null;
}

/** The name in a part's headers; file name and content type are read past: what bytes are is told from the bytes. */
function nameOf(headers: string | null): string | null {
  const lines = headers?.split('\r\n') ?? [];
  const dispositions = lines.filter((line) => /^content-disposition\s*:/i.test(line));
  const [disposition] = dispositions;
  if (dispositions.length !== 1 || disposition === undefined) return null;
  if (lines.some((line) => /^content-transfer-encoding\s*:/i.test(line))) return null;
  return (
    /^content-disposition\s*:\s*form-data\s*;\s*name="([A-Za-z_]{1,40})"(?:\s*;.*)?$/i.exec(disposition)?.[1] ?? null
  );
}

function startsWith(bytes: Uint8Array, wanted: Uint8Array, at: number): boolean {
  return at + wanted.length <= bytes.length && wanted.every((byte, index) => bytes[at + index] === byte);
}

/** Where `wanted` begins at or after `from`, ending before `to`; -1 where it does not. */
function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number, to: number): number {
  const first = wanted[0] ?? 0;
  const end = Math.min(to, bytes.length);
  for (let at = bytes.indexOf(first, from); at >= 0 && at + wanted.length <= end; at = bytes.indexOf(first, at + 1)) {
    if (startsWith(bytes, wanted, at)) return at;
  }
  return -1;
}
