import { SafeUploadError } from '../core/error.js';
import { longestAnswerBytes } from './transport-answer.js';
import type { Transport } from './transport-contract.js';
import { abortedError } from './upload-pause.js';

/**
 * The transport over `fetch`, for pages whose service worker or instrumentation wants to see requests there. It tells no
 * progress before the answer: how much has left is not to be learned from `fetch`. So nobody watches for bytes that stop
 * leaving: a request may take `answerMs`, and one `stallMs` more for every megabyte. And what is called off while its
 * answer is on the way is not withdrawn: the server lets it expire within the hour.
 */
export const fetchTransport: Transport = async (request) => {
  const { method, url, headers, body, signal, onProgress } = request;
  if (signal.aborted) throw abortedError();
  const own = new AbortController();
  const stop = () => own.abort();
  signal.addEventListener('abort', stop, { once: true });
  const total = body instanceof Blob ? body.size : 0;
  const mostMs = request.answerMs + request.stallMs * Math.ceil(total / 1_000_000);
  const timer = setTimeout(stop, mostMs);
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers },
      body,
      credentials: 'include',
      cache: 'no-store',
      signal: own.signal,
    });
    onProgress?.(total, total);
    return { status: response.status, text: await textOf(response) };
  } catch (cause) {
    if (signal.aborted) throw abortedError();
    // All of it may have left: whoever tries again must show the same claim, to get the same upload.
    onProgress?.(total, total);
    const message = own.signal.aborted
      ? `No answer came within ${mostMs} ms.`
      : 'The connection broke before an answer came.';
    throw new SafeUploadError('network-failed', message, { cause });
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    // An answer that was not read to its end does not go on arriving.
    own.abort();
  }
};

/** The answer as text. Throws where it is longer than {@link longestAnswerBytes}. */
async function textOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder();
  let text = '';
  // Ends: every turn reads at least one byte of at most so many.
  for (let bytes = 0; ; ) {
    const { value, done } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > longestAnswerBytes) throw new TypeError(`The answer is longer than ${longestAnswerBytes} bytes.`);
    text += decoder.decode(value, { stream: true });
  }
}
