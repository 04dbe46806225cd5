// @ts-check
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { bundleFolder } from './bundles.mjs';

/** @type {Record<string, string>} */
const mediaTypes = { '.js': 'text/javascript', '.css': 'text/css' };

/**
 * Serves the pages (`/page/NAME`) and stands in for the hosts of all uploaders but ours: `/upload/ROOM` takes every file
 * and remembers its digest by room. Ours speaks its protocol with test/support/protocol-double.mjs.
 */
export async function startUploadServer() {
  /** @type {Map<string, string[]>} */
  const arrived = new Map();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, folder = '', name = ''] = pathname.split('/');
    try {
      if (folder === 'page') {
        response.writeHead(200, { 'content-type': 'text/html' }).end(pageOf(name));
      } else if (folder === 'upload') {
        const digests = request.method === 'POST' ? await digestsOf(request) : [];
        arrived.set(name, [...(arrived.get(name) ?? []), ...digests]);
        // FilePond takes the whole answer as the id, Uppy reads `url`, Ant Design shows what is no error.
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ url: `/picture/${digests[0] ?? ''}` }));
      } else {
        const bytes = await readFile(`${bundleFolder}${name === '' ? folder : name}`);
        response.writeHead(200, { 'content-type': mediaTypes[extname(pathname)] ?? 'application/octet-stream' });
        response.end(bytes);
      }
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    origin: `http://localhost:${address.port}`,
    /** Digests of the files that arrived in a room. @param {string} room */
    arrived: (room) => arrived.get(room) ?? [],
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @param {import('node:http').IncomingMessage} request */
async function digestsOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  const form = await new Response(new Uint8Array(Buffer.concat(chunks)), { headers }).formData();
  const files = [...form.values()].filter((value) => typeof value !== 'string');
  const digests = files.map(async (file) => digestOf(new Uint8Array(await file.arrayBuffer())));
  return Promise.all(digests);
}

/** SHA-256 in hex. @param {Uint8Array} bytes */
export function digestOf(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @param {string} name */
function pageOf(name) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Write an answer</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><link rel="stylesheet" href="/bundle/${name}.css">
<style>body { font: 16px system-ui; margin: 20px } main { max-width: 760px; margin: auto }</style>
<main><h1>Write an answer</h1><div id="uploader"></div></main><script type="module" src="/bundle/${name}.js"></script></html>`;
}
