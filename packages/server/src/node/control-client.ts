import { createConnection } from 'node:net';
import { fromErrorRecord, SafeUploadError } from '@safeupload/sdk/core';
import { type ControlRequest, longestControlLine, parseControlAnswer } from './control-messages.js';

/** How long the running server may take to answer, in ms. */
const answerMs = 30_000;

/**
 * Asks the server that listens on the control socket and resolves to its answer's value, or to null where nobody listens:
 * then no server runs and the caller opens the database itself. Throws what the server throws; `network-failed` where it
 * answers nothing within 30 s or nothing readable.
 */
export async function askServer(
  socketPath: string,
  request: ControlRequest,
): Promise<{ readonly value: unknown } | null> {
  const line = await new Promise<string | null>((resolve, reject) => {
    const socket = createConnection(socketPath);
    let text = '';
    const failed = (why: string) => {
      socket.destroy();
      reject(new SafeUploadError('network-failed', `The server on ${socketPath} ${why}.`));
    };
    const timer = setTimeout(() => failed(`did not answer within ${answerMs / 1000} s`), answerMs);
    socket.setEncoding('utf8');
    socket.once('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (text.length > 16 * longestControlLine) failed('answered more than it may');
      const end = text.indexOf('\n');
      if (end < 0) return;
      clearTimeout(timer);
      socket.end();
      resolve(text.slice(0, end));
    });
    socket.once('error', (error) => {
      clearTimeout(timer);
      const code: unknown = Reflect.get(error, 'code');
      if (code === 'ENOENT' || code === 'ECONNREFUSED') resolve(null);
      else failed(`cannot be reached: ${error.message}`);
    });
    socket.once('close', () => {
      clearTimeout(timer);
      failed('hung up');
    });
  });
  if (line === null) return null;
  const answer = parseControlAnswer(line);
  if ('error' in answer) throw fromErrorRecord(answer.error);
  return { value: answer.value };
}
