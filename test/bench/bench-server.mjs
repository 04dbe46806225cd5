// @ts-check
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { bundleFolder } from './bundles.mjs';
import { benchPicture } from './pictures.mjs';

/** @type {Record<string, string>} */
const mediaTypes = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** How many pictures have been served: no two are the same. */
let served = 0;

/**
 * The same photograph with other pixels and of another length: ours remembers what it has measured, and a lane that asked for
 * one picture twice would time a look into that memory.
 * @param {Uint8Array} picture @param {number} n
 */
function anotherOf(picture, n) {
  const bytes = Buffer.from(picture);
  // ISO/IEC 10918-1, B.2.4.1: the steps of the first table lie five bytes after the marker; the last two are the finest detail.
  const table = bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xdb) + 5;
  bytes[table + 62] = 20 + (n % 25);
  bytes[table + 63] = 20 + (Math.floor(n / 25) % 200);
  // B.2.4.5: a comment of n zeros after the start of the picture.
  const comment = Buffer.alloc(4 + (n % 60_000));
  comment.writeUInt16BE(0xfffe, 0);
  comment.writeUInt16BE(comment.length - 2, 2);
  return Buffer.concat([bytes.subarray(0, 2), comment, bytes.subarray(2)]);
}

/**
 * Serves the repository with brotli, as a CDN would, through a line of `bitsPerSecond` shared by all answers (0: no
 * limit), and counts what went over it. `/page/NAME` is an empty page with the bundle NAME; `/picture/KEY` a picture,
 * which is on the member's device in truth: neither slowed nor counted.
 * @param {string} root
 */
export async function startBenchServer(root) {
  /** @type {Map<string, Promise<Uint8Array>>} */
  const compressed = new Map();
  const line = { bitsPerSecond: 0, bytes: 0, freeAt: 0, files: /** @type {Record<string, number>} */ ({}) };
  const filesUnder = `${root}test/bench/.cache/`;

  /** @param {string} pathname */
  const bytesOf = (pathname) => {
    const known = compressed.get(pathname) ?? readCompressed(join(root, normalize(pathname)), filesUnder);
    compressed.set(pathname, known);
    known.catch(() => compressed.delete(pathname));
    return known;
  };

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    try {
      const picture = pathname.startsWith('/picture/') ? await benchPicture(pathname.slice(9)) : null;
      if (picture !== null) {
        served += 1;
        response.writeHead(200, { 'content-type': 'image/jpeg' }).end(anotherOf(picture, served));
        return;
      }
      const page = pathname.startsWith('/page/') ? pageOf(root, pathname.slice(6)) : null;
      const bytes = page === null ? await bytesOf(pathname) : new TextEncoder().encode(page);
      response.writeHead(200, {
        'content-type': page === null ? (mediaTypes[extname(pathname)] ?? 'application/octet-stream') : 'text/html',
        ...(page === null ? { 'content-encoding': 'br', 'cache-control': 'max-age=3600' } : {}),
      });
      line.bytes += bytes.length;
      line.files[pathname] = (line.files[pathname] ?? 0) + bytes.length;
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
    /** Compresses files ahead, so that nobody waits for brotli while a clock runs. @param {readonly string[]} pathnames */
    async warm(pathnames) {
      for (const pathname of pathnames) await bytesOf(pathname);
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** @param {string} root @param {string} name */
function pageOf(root, name) {
  const style = existsSync(`${root}${bundleFolder}/${name}.css`)
    ? `<link rel="stylesheet" href="/${bundleFolder}/${name}.css">`
    : '';
  return `<!doctype html><link rel="icon" href="data:,">${style}<body><script type="module" src="/${bundleFolder}/${name}.js"></script>`;
}

/**
 * A file in brotli 11, as a CDN keeps it: from the bench's folder where it was compressed before, because 13 MB of
 * WebAssembly take half a minute.
 * @param {string} path @param {string} folder
 * @returns {Promise<Uint8Array>}
 */
async function readCompressed(path, folder) {
  const bytes = await readFile(path);
  const kept = `${folder}${createHash('sha256').update(bytes).digest('hex')}.br`;
  if (existsSync(kept)) return readFile(kept);
  const small = await promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  await mkdir(folder, { recursive: true });
  const part = `${kept}.${process.pid}.part`;
  await writeFile(part, small);
  await rename(part, kept);
  return small;
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
