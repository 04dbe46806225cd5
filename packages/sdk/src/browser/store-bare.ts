// Not through core's index: bundlers would then keep what is loaded later in what every page loads.
import { outcomes } from '../core/outcome.js';
import { isReadyToSend } from './item.js';
import type { StoreList } from './store-list.js';
import { type MovePatch, moveRow, type Row, type Run } from './store-row.js';
import type { Transport } from './transport-contract.js';

/**
 * Sends what waits, one file after the other, as it is and without a claim: what a page does that could not load the code
 * which looks at pictures and signs for them (a new version of the site took the old one's files away). The server screens
 * them at the member's own tier. Returns when nothing waits any more, the store was paused or disposed of, or the code has
 * come after all: from then on a row may wait that the device stopped and whose appeal must go along.
 */
export async function sendBareRows(list: StoreList, hasCode: () => boolean): Promise<void> {
  const { rows, publish, isCurrent } = list;
  const waiting = ({ item: { state }, sized }: Row) => sized && (state === 'queued' || isReadyToSend(state));
  // Ends: every turn takes a row out of the waiting ones.
  for (;;) {
    const row = Array.from(rows.values()).find(waiting);
    if (row === undefined || hasCode() || list.isPaused() || list.isDisposed()) return;
    const run: Run = { controller: new AbortController(), withdraw: false };
    row.run = run;
    // Five numbers of 32 random bits: `randomUUID` is for secure contexts only.
    row.bareKey ??= crypto.getRandomValues(new Uint32Array(5)).join('-');
    moveRow(row, 'preparing');
    moveRow(row, 'unscreened', { reasons: ['no-worker'] });
    moveRow(row, 'uploading');
    publish();
    let then: MovePatch;
    try {
      then = await sendBare(row.outgoing?.bytes ?? row.item.file, row.bareKey, list, run.controller);
    } catch (error) {
      then = { error: { code: 'network-failed', message: String(error) }, canRetry: true };
    }
    if (!isCurrent(row, run)) continue;
    moveRow(row, then.outcome === undefined ? 'failed' : 'done', then);
    publish();
  }
}

/** The server's word on one file. Throws whatever went wrong, and where `stopper` is or nothing comes in time. */
function sendBare(body: Blob, key: string, list: StoreList, stopper: AbortController): Promise<MovePatch> {
  const { options, limits } = list;
  const { signal } = stopper;
  const answerMs = limits.uploadAnswerMs + limits.stallMs * Math.ceil(body.size / 1_000_000);
  const timer = setTimeout(() => stopper.abort(), answerMs);
  // The headers are the host's own, and may never come.
  const stopped = new Promise<never>((_, reject) => {
    signal.onabort = () => reject(new Error('No answer came.'));
  });
  const answered = async (): Promise<MovePatch> => {
    const { status, text } = await (options.transport ?? plainTransport)({
      method: 'POST',
      url: `${options.endpoint.replace(/\/+$/, '')}/upload?context=${options.context}`,
      headers: {
        ...(await options.headers?.()),
        'content-type': body.type.startsWith('image/') ? body.type : 'application/octet-stream',
        'idempotency-key': key,
      },
      body,
      stallMs: answerMs,
      answerMs,
      signal,
    });
    const { outcome, uploadId, message }: Record<string, unknown> = JSON.parse(text);
    const said = outcomes.find((word) => word === outcome);
    if (status !== 200 || said === undefined || typeof uploadId !== 'string') throw new Error(`${status}: ${message}`);
    return { outcome: said, uploadId };
  };
  return Promise.race([answered(), stopped]).finally(() => clearTimeout(timer));
}

/** As little of a transport as will do. */
const plainTransport: Transport = async ({ url, ...init }) => {
  const response = await fetch(url, { ...init, credentials: 'include' });
  return { status: response.status, text: await response.text() };
};
