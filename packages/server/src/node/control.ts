import { chmod, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { SafeUploadError, toErrorRecord } from '@safeupload/sdk/core';
import { createFingerprintIndex } from '../banks/fingerprint-index.js';
import type { Database } from '../database/database.js';
import { answerControl, type ControlledVerifier } from './answer-control.js';
import { askServer } from './control-client.js';
import {
  type ControlAnswer,
  type ControlRequest,
  longestControlLine,
  parseControlRequest,
} from './control-messages.js';
import { matchBanks } from './match-banks.js';

/** A connection says what it wants within this, in ms. */
const requestMs = 10_000;

/** Connections at a time. */
const mostConnections = 16;

/**
 * Listens on a UNIX socket (0600) for the commands of `safeupload`, so that they act in the process that holds the database.
 * Resolves to a function that ends it and removes the socket. `database`, where given, lets `inspect --bank` look up banks.
 * Throws `database-in-use` where another server listens there.
 */
export async function startControl(
  verifier: ControlledVerifier,
  socketPath: string,
  options: { readonly database?: Database } = {},
): Promise<() => Promise<void>> {
  await removeStale(socketPath);
  const sockets = new Set<Socket>();
  const index = createFingerprintIndex();
  const answer: Answering = async (request, signal) => {
    if (request.command !== 'match') return answerControl(request, verifier, signal);
    if (options.database) return matchBanks(options.database, index, request.banks, request);
    throw new SafeUploadError(
      'options-invalid',
      'This server was not started with banks to look up over its control socket.',
    );
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    converse(socket, answer);
  });
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    // The directory is this user's only; the mode closes the moment in between where it is not.
    const mask = process.umask(0o177);
    server.listen(socketPath, resolve);
    process.umask(mask);
  });
  await chmod(socketPath, 0o600);
  return async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await rm(socketPath, { force: true });
  };
}

/** The value that answers a request; the signal fires when whoever asked has hung up. */
type Answering = (request: ControlRequest, signal: AbortSignal) => Promise<unknown>;

function converse(socket: Socket, answer: Answering): void {
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  let text = '';
  socket.setEncoding('utf8');
  socket.setTimeout(requestMs, () => socket.destroy());
  socket.on('data', (chunk) => {
    text += chunk.toString();
    const end = text.indexOf('\n');
    if (end < 0) {
      if (text.length > longestControlLine) socket.destroy();
      return;
    }
    // A paused socket does not notice that the other side hung up, so it is read on and what comes is not looked at.
    socket.removeAllListeners('data').resume();
    socket.setTimeout(0);
    void reply(text.slice(0, end), answer, gone.signal).then((said) => socket.end(`${JSON.stringify(said)}\n`));
  });
}

async function reply(line: string, answer: Answering, signal: AbortSignal): Promise<ControlAnswer> {
  try {
    return { v: 1, value: (await answer(parseControlRequest(line), signal)) ?? null };
  } catch (thrown) {
    return { v: 1, error: toErrorRecord(thrown, 'server-refused') };
  }
}

/** A server that was killed leaves its socket behind; one that lives is not robbed of it. */
async function removeStale(socketPath: string): Promise<void> {
  // Any answer, an error too, means that somebody lives there.
  const isListening = await askServer(socketPath, { v: 1, command: 'status', uploadId: '-' }).then(
    (answer) => answer !== null,
    () => true,
  );
  if (isListening) {
    throw new SafeUploadError('database-in-use', `Another server listens on ${socketPath}. Stop it first.`);
  }
  await rm(socketPath, { force: true });
}
