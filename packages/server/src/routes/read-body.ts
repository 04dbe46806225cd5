import { fromUtf8, type RefusalCode } from '@safeupload/sdk/core';
import { isRefused, type Refused, refuse } from '../refused.js';

/** How much body is read, and for how long. */
export interface BodyBounds {
  readonly mostBytes: number;
  /** All of it must be here after this. Stops a body that trickles in for ever. */
  readonly withinMs: number;
  /** Told once how many bytes came, also where the body was refused or broke off. */
  onReceived?(bytes: number): void;
}

/** Room to begin with, in bytes. */
const firstBytes = 65_536;

/**
 * The body, read no further than its bound: `Content-Length` is believed only where it is too large already.
 * `too-many-bytes` or `request-invalid` otherwise.
 */
export async function readBody(request: Request, bounds: BodyBounds): Promise<Uint8Array<ArrayBuffer> | Refused> {
  const tooMany = () =>
    refuse('too-many-bytes', `The request is too large: expected at most ${bounds.mostBytes} bytes of body.`);
  const declared = request.headers.get('content-length');
  if (declared !== null && Number(declared) > bounds.mostBytes) return tooMany();
  if (request.body === null) return new Uint8Array(0);
  const reader = request.body.getReader();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void reader.cancel().catch(() => undefined);
  }, bounds.withinMs);
  // Copied into one buffer that grows: a body in pieces of one byte would cost a hundred times its length as a list.
  let body = new Uint8Array(Math.min(bounds.mostBytes, firstBytes));
  let length = 0;
  let received = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      received += value.length;
      if (length + value.length > bounds.mostBytes) {
        void reader.cancel().catch(() => undefined);
        return tooMany();
      }
      if (length + value.length > body.length) body = grown(body, length + value.length, bounds.mostBytes);
      body.set(value, length);
      length += value.length;
    }
  } catch {
    return refuse('request-invalid', 'The body broke off before its end. Send it again.');
  } finally {
    clearTimeout(timer);
    bounds.onReceived?.(received);
  }
  if (late) {
    return refuse('request-invalid', `The body took longer than ${bounds.withinMs / 1000} s. Send it again.`);
  }
  return body.slice(0, length);
}

/**
 * The body as JSON of `application/json`, at most `mostBytes`. `request-invalid` where it is none, `tooLong` where it is
 * longer.
 */
export async function readJson(
  request: Request,
  bounds: BodyBounds,
  tooLong: RefusalCode = 'request-invalid',
): Promise<{ value: unknown } | Refused> {
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    return refuse(
      'request-invalid',
      `Expected content-type application/json, got ${mediaType?.slice(0, 40) ?? 'none'}.`,
    );
  }
  const body = await readBody(request, bounds);
  if (isRefused(body)) return body.code === 'too-many-bytes' ? refuse(tooLong, body.message) : body;
  try {
    const text = fromUtf8(body);
    if (text !== null) return { value: JSON.parse(text) as unknown };
  } catch {
    // Told below, as for text that is not UTF-8.
  }
  return refuse('request-invalid', 'The body is not JSON in UTF-8.');
}

/** The bytes in a buffer of at least `least`, twice as large where the bound allows. */
function grown(bytes: Uint8Array, least: number, most: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.min(most, Math.max(least, bytes.length * 2)));
  larger.set(bytes);
  return larger;
}
