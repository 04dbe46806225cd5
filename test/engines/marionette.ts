import { connect, type Socket } from 'node:net';

/**
 * The protocol that Firefox speaks on its own remote port and that geckodriver translates WebDriver into: no other program is needed.
 * Messages are `length:JSON`; a command is `[0, id, name, parameters]`, its answer `[1, id, error, value]`.
 * https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 */
export interface Marionette {
  /** Sends a command, e.g. `WebDriver:Navigate`. Throws what Firefox answers, or where it ends. */
  send(name: string, parameters: object): Promise<unknown>;
  close(): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Connects to Firefox on a port of this machine. */
export async function connectMarionette(port: number): Promise<Marionette> {
  const socket = connect(port, '127.0.0.1');
  const waiting = new Map<number, Waiting>();
  const greeted = new Promise<void>((resolve, reject) => {
    waiting.set(0, { resolve: () => resolve(), reject });
  });
  const fail = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('Firefox has closed the connection.')));
  readMessages(socket, (message) => settle(message, waiting));
  await greeted;
  let sent = 0;
  return {
    send(name, parameters) {
      const id = ++sent;
      const text = JSON.stringify([0, id, name, parameters]);
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject: (error) => reject(new Error(`${name}: ${error.message}`)) });
        socket.write(`${new TextEncoder().encode(text).length}:${text}`);
      });
    },
    close: () => socket.destroy(),
  };
}

function settle(message: unknown, waiting: Map<number, Waiting>): void {
  // The greeting is an object and stands for number 0.
  const [, id, error, value] = Array.isArray(message) ? message : [1, 0, null, message];
  const asked = waiting.get(id);
  waiting.delete(id);
  if (error === null) asked?.resolve(value);
  else asked?.reject(new Error(`${error.error}: ${error.message}`));
}

function readMessages(socket: Socket, take: (message: unknown) => void): void {
  let unread = new Uint8Array();
  socket.on('data', (chunk: Uint8Array) => {
    const joined = new Uint8Array(unread.length + chunk.length);
    joined.set(unread);
    joined.set(chunk, unread.length);
    unread = joined;
    for (;;) {
      const colon = unread.indexOf(0x3a);
      if (colon < 0) return;
      const end = colon + 1 + Number(new TextDecoder().decode(unread.subarray(0, colon)));
      if (!(unread.length >= end)) return;
      take(JSON.parse(new TextDecoder().decode(unread.subarray(colon + 1, end))));
      unread = unread.slice(end);
    }
  });
}
