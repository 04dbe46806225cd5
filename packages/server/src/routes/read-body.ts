import { fromUtf8, type RefusalCode } from '@safeupload/sdk/core';
import { isRefused, type Refused, refuse } from '../refused.js';

/** How much body is read, and for how long. */
export interface BodyBounds {
  readonly mostBytes: number;
  /** All of it must be here after this. Stops a body that trickles in for ever. */
  readonly withinMs: number;
}

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
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > bounds.mostBytes) {
        void reader.cancel().catch(() => undefined);
        return tooMany();
      }
      chunks.push(value);
    }
  } catch {
    return refuse('request-invalid', 'The body broke off before its end. Send it again.');
  } finally {
    clearTimeout(timer);
  }
  if (late) {
    return refuse('request-invalid', `The body took longer than ${bounds.withinMs / 1000} s. Send it again.`);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
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
