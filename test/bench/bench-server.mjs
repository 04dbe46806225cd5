// @ts-check
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

/** @type {Record<string, string>} */
const mediaTypes = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * Serves the repository with brotli, as a CDN would, through a line of `bitsPerSecond` shared by all answers (0: no
 * limit), and counts what went over it. `/page/NAME` is an empty page with the bundle NAME; `/picture/KEY` a picture.
 * @param {string} root
 * @param {ReadonlyMap<string, Uint8Array>} pictures
 */
export async function startBenchServer(root, pictures) {
  /** @type {Map<string, Uint8Array>} */
  const compressed = new Map();
  const line = { bitsPerSecond: 0, bytes: 0, freeAt: 0, files: /** @type {Record<string, number>} */ ({}) };

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    try {
      if (pathname.startsWith('/page/')) {
        const html = `<!doctype html><link rel="icon" href="data:,"><script type="module" src="/test/bench/.bundles/${pathname.slice(6)}.js"></script>`;
        response.writeHead(200, { 'content-type': 'text/html' }).end(html);
        return;
      }
      const picture = pictures.get(pathname.replace('/picture/', ''));
      if (picture !== undefined) {
        response.writeHead(200, { 'content-type': 'image/jpeg' }).end(picture);
        return;
      }
      const bytes = compressed.get(pathname) ?? compress(await readFile(join(root, normalize(pathname))));
      compressed.set(pathname, bytes);
      response.writeHead(200, {
        'content-type': mediaTypes[extname(pathname)] ?? 'application/octet-stream',
        'content-encoding': 'br',
        'cache-control': 'max-age=3600',
      });
      line.bytes += bytes.length;
      line.files[pathname] = bytes.length;
      await sendThrough(line, response, bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    origin: `http://localhost:${address.port}`,
    line,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @param {Uint8Array} bytes */
function compress(bytes) {
  return brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
}

/**
 * Pieces of 16 KB, each after the time the line needs for it and for all that is before it.
 * @param {{ bitsPerSecond: number, freeAt: number }} line
 * @param {import('node:http').ServerResponse} response
 * @param {Uint8Array} bytes
 */
async function sendThrough(line, response, bytes) {
  const piece = 16_384;
  for (let start = 0; start < bytes.length; start += piece) {
    const part = bytes.subarray(start, start + piece);
    if (line.bitsPerSecond > 0) {
      line.freeAt = Math.max(line.freeAt, performance.now()) + (part.length * 8000) / line.bitsPerSecond;
      const wait = line.freeAt - performance.now();
      if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    }
    response.write(part);
  }
  response.end();
}
