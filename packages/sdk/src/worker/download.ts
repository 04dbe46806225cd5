import { SafeUploadError } from '@safeupload/sdk/core';
import { within } from './time-limit.js';

/** How long a download may give nothing before it counts as broken, in ms. The whole may take as long as it needs. */
export const stallMs = 20_000;

/**
 * The body at an address of the application's own origin. Throws `assets-missing` where there is none, where it stalls,
 * or where it is longer than `mostBytes`; `asset-digest-mismatch` where its length is not `expectedBytes`; `aborted`.
 */
export async function download(
  address: string,
  options: {
    readonly mostBytes: number;
    readonly expectedBytes?: number;
    readonly cache: RequestCache;
    readonly signal?: AbortSignal | undefined;
    /** Is shown each piece as it arrives, before anything is known of the whole; must not write into it. */
    readonly onChunk?: (chunk: Uint8Array<ArrayBuffer>) => void;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const abort = new AbortController();
  const stalled = {
    limitMs: stallMs,
    code: 'assets-missing',
    message: `${address} gave nothing for ${stallMs / 1000} s. The connection may be down; try again.`,
    signal: options.signal,
  } as const;
  try {
    const response = await within(begin(address, options.cache, abort.signal), stalled);
    const chunks: Uint8Array[] = [];
    let received = 0;
    // Typed arrays grow badly: the list says how long it will be, so it is written into place.
    const whole = options.expectedBytes === undefined ? null : new Uint8Array(options.expectedBytes);
    const reader = response.body?.getReader();
    while (reader !== undefined) {
      const { done, value } = await within(reader.read(), stalled);
      if (done) break;
      if (received + value.length > options.mostBytes) throw wrongLength(address, options.mostBytes, 'more');
      if (whole === null) chunks.push(value);
      else whole.set(value, received);
      received += value.length;
      options.onChunk?.(value);
    }
    if (whole === null) return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
    if (received !== whole.length) throw wrongLength(address, whole.length, `${received} bytes`);
    return whole;
  } finally {
    abort.abort();
  }
}

async function begin(address: string, cache: RequestCache, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { cache, signal, credentials: 'same-origin', redirect: 'error' });
  } catch (thrown) {
    throw new SafeUploadError(
      'assets-missing',
      `${address} could not be fetched: the connection is down, or the page's policy forbids it.`,
      { cause: thrown, details: { address } },
    );
  }
  if (response.ok) return response;
  throw new SafeUploadError(
    'assets-missing',
    `${address} answered ${response.status}. Run "npx safeupload-assets" and publish its folder there.`,
    { details: { address, status: response.status } },
  );
}

function wrongLength(address: string, expected: number, got: string): SafeUploadError {
  return new SafeUploadError(
    'asset-digest-mismatch',
    `${address} is not the file that is listed: expected ${expected} bytes, got ${got}.`,
    { details: { address } },
  );
}
