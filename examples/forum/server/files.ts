import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Hono } from 'hono';

const mediaTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
};

/** Serves the files of one directory: unchanged ones are answered with 304, so a new build is seen at once. */
export function filesOf(directory: string): Hono {
  const app = new Hono();
  const known = new Map<string, { readonly bytes: Uint8Array<ArrayBuffer>; readonly tag: string }>();
  app.get('/:file{.+}', async (c) => {
    const name = c.req.param('file');
    const type = mediaTypes[path.extname(name)];
    if (type === undefined || !/^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/.test(name)) {
      return c.notFound();
    }
    const found = known.get(name) ?? (await readOrNull(path.join(directory, name)));
    if (found === null) return c.notFound();
    known.set(name, found);
    c.header('etag', found.tag);
    c.header('cache-control', 'no-cache');
    if (c.req.header('if-none-match') === found.tag) return c.body(null, 304);
    c.header('content-type', type);
    return c.body(found.bytes);
  });
  return app;
}

async function readOrNull(file: string) {
  try {
    const bytes = new Uint8Array(await readFile(file));
    return { bytes, tag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` };
  } catch {
    return null;
  }
}
