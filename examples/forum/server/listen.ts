import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createAdaptorServer } from '@hono/node-server';
import { closeGracefully } from '@safeupload/server/node';
import type { Certificate } from './certificate.js';

/** Answers one request; `incoming` is Node's own view of it, with the socket. */
export type Answer = (request: Request, incoming: IncomingMessage) => Response | Promise<Response>;

/** How long open requests may go on when the forum closes. */
const graceMs = 2_000;

/** Listens there, with TLS where a certificate is given. Resolves to what ends it; rejects where the port is taken. */
export async function listen(
  place: { readonly hostname: string; readonly port: number; readonly certificate: Certificate | null },
  answer: Answer,
): Promise<() => Promise<void>> {
  const { certificate } = place;
  const server = createAdaptorServer({
    fetch: (request, env) => {
      if ('incoming' in env && 'headersDistinct' in env.incoming)
        return answer(request, env.incoming as IncomingMessage);
      throw new Error('Only HTTP/1.1 is spoken here.');
    },
    ...(certificate === null
      ? { createServer }
      : { createServer: createSecureServer, serverOptions: { cert: certificate.cert, key: certificate.key } }),
    // Provable: both functions above make servers of HTTP/1.1.
  }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(place.port, place.hostname, resolve);
  });
  return () => closeGracefully(server, graceMs);
}
