// Not through core's index: bundlers would then keep what is loaded later in what every page loads.
import { outcomes } from '../core/outcome.js';
import { isReadyToSend } from './item.js';
import type { StoreList } from './store-list.js';
import { type MovePatch, moveRow, type Row, type Run } from './store-row.js';
import type { Transport } from './transport.js';

/** Type of a file that the browser has no name for: the server looks at the bytes in any case. */
const unknownType = 'application/octet-stream';

/**
 * Sends what waits, one file after the other, as it is and without a claim: what a page does that could not load the code
 * which looks at pictures and signs for them (a new version of the site took the old one's files away). The server screens
 * them at the member's own tier. Returns when nothing waits any more or the store was paused or disposed of.
 */
export async function sendBareRows(list: StoreList): Promise<void> {
  const { rows, publish, isCurrent } = list;
  const waiting = ({ item: { state } }: Row) => state === 'queued' || isReadyToSend(state);
  // Ends: every turn takes a row out of the waiting ones.
  for (;;) {
    const row = Array.from(rows.values()).find(waiting);
    if (row === undefined || list.isPaused() || list.isDisposed()) return;
    const run: Run = { controller: new AbortController(), withdraw: false };
    row.run = run;
    row.bareKey ??= Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
      byte.toString(16).padStart(2, '0'),
    ).join('');
    moveRow(row, 'preparing');
    moveRow(row, 'unscreened', { reasons: ['no-worker'] });
    moveRow(row, 'uploading');
    publish();
    try {
      const answer = await sendBare(row.outgoing?.bytes ?? row.item.file, row.bareKey, list, run.controller.signal);
      if (isCurrent(row, run)) moveRow(row, 'done', answer);
    } catch (error) {
      const failed = { code: 'network-failed', message: String(error) } as const;
      if (isCurrent(row, run)) moveRow(row, 'failed', { error: failed, canRetry: true });
    }
    if (isCurrent(row, run)) publish();
  }
}

/** The server's word on one file. Throws whatever went wrong. */
async function sendBare(
  body: Blob,
  key: string,
  { options, limits }: StoreList,
  signal: AbortSignal,
): Promise<MovePatch> {
  const own = new AbortController();
  const stop = () => own.abort();
  const answerMs = limits.uploadAnswerMs + limits.stallMs * Math.ceil(body.size / 1_000_000);
  const timer = setTimeout(stop, answerMs);
  signal.addEventListener('abort', stop);
  try {
    const { status, text } = await (options.transport ?? plainTransport)({
      method: 'POST',
      url: `${options.endpoint.replace(/\/+$/, '')}/upload?context=${options.context}`,
      headers: {
        ...(await options.headers?.()),
        'content-type': body.type.startsWith('image/') ? body.type : unknownType,
        'idempotency-key': key,
      },
      body,
      stallMs: answerMs,
      answerMs,
      signal: own.signal,
    });
    const { outcome, uploadId, message }: Record<string, unknown> = JSON.parse(text);
    const said = outcomes.find((word) => word === outcome);
    if (status !== 200 || said === undefined || typeof uploadId !== 'string') {
      throw new TypeError(`The server answered ${status}: ${message}`);
    }
    return { outcome: said, uploadId };
  } finally {
    clearTimeout(timer);
    own.abort();
  }
}

/** As little of a transport as will do. */
const plainTransport: Transport = async ({ method, url, headers, body, signal }) => {
  const response = await fetch(url, { method, headers, body, signal, credentials: 'include' });
  return { status: response.status, text: await response.text() };
};
