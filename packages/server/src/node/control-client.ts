import { createConnection } from 'node:net';
import { fromErrorRecord, SafeUploadError, throwIfAborted } from '@safeupload/sdk/core';
import { type ControlRequest, longestControlLine, parseControlAnswer } from './control-messages.js';

/** How long the running server may take to answer, in ms… */
const answerMs = 30_000;
/** …and to compute a long log anew, about a million entries. */
const verifyMs = 600_000;
/** Letters of an answer… */
const longestAnswer = 32 * longestControlLine;
/** …and of one that holds a picture: 64 MB as base64url. */
const longestExport = 96_000_000;

/**
 * Asks the server that listens on the control socket and resolves to its answer's value, or to null where nobody listens:
 * then no server runs and the caller opens the database itself. Throws what the server throws; `network-failed` where it
 * answers nothing in time or nothing readable, `aborted` once the signal fired.
 */
export async function askServer(
  socketPath: string,
  request: ControlRequest,
  signal?: AbortSignal,
): Promise<{ readonly value: unknown } | null> {
  const mostMs = request.command === 'audit-verify' ? verifyMs : answerMs;
  const mostLetters = request.command === 'export' ? longestExport : longestAnswer;
  throwIfAborted(signal);
  const line = await new Promise<string | null>((resolve, reject) => {
    const socket = createConnection(socketPath);
    const parts: string[] = [];
    let length = 0;
    const failed = (why: string) => {
      socket.destroy();
      reject(new SafeUploadError('network-failed', `The server on ${socketPath} ${why}.`));
    };
    const timer = setTimeout(() => failed(`did not answer within ${mostMs / 1000} s`), mostMs);
    socket.setEncoding('utf8');
    socket.once('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    socket.on('data', (chunk) => {
      const part = chunk.toString();
      const end = part.indexOf('\n');
      parts.push(end < 0 ? part : part.slice(0, end));
      length += part.length;
      if (length > mostLetters) return failed('answered more than it may');
      if (end < 0) return;
      clearTimeout(timer);
      socket.end();
      resolve(parts.join(''));
    });
    signal?.addEventListener('abort', () => socket.destroy(), { once: true });
    socket.once('error', (error) => {
      clearTimeout(timer);
      const code: unknown = Reflect.get(error, 'code');
      if (code === 'ENOENT' || code === 'ECONNREFUSED') resolve(null);
      else failed(`cannot be reached: ${error.message}`);
    });
    socket.once('close', () => {
      clearTimeout(timer);
      if (signal?.aborted) reject(new SafeUploadError('aborted', 'Stopped because the caller asked for it.'));
      failed('hung up');
    });
  });
  if (line === null) return null;
  const answer = parseControlAnswer(line);
  if ('error' in answer) throw fromErrorRecord(answer.error);
  return { value: answer.value };
}
