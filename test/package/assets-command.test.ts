import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from 'node:zlib';
import { sdkVersion } from '@safeupload/sdk/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeColourModel } from '../support/colour-model.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const command = join(root, 'packages/sdk/bin/safeupload-assets.mjs');
const folder = mkdtempSync(join(tmpdir(), 'safeupload-assets-'));

function run(...args: string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'packages/sdk/scripts/bundle-worker.mjs')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('fills a folder with all that the browser needs, and lists it', () => {
  const { status, out } = run('public/safe-upload');
  expect(status).toBe(0);
  const list = JSON.parse(readFileSync(join(folder, 'public/safe-upload/assets.json'), 'utf8'));
  expect(list.sdk).toBe(sdkVersion);
  expect(Object.keys(list.files)).toEqual(
    expect.arrayContaining([
      'worker.js',
      'ort-wasm-simd-threaded.wasm',
      'mobilenet-v2/manifest.json',
      'mobilenet-v2/model.onnx',
      'mobilenet-v2/LICENSE',
      'open-nsfw/manifest.json',
      'open-nsfw/model.onnx',
    ]),
  );
  for (const [path, { bytes, sha256 }] of Object.entries<{ bytes: number; sha256: string }>(list.files)) {
    const content = readFileSync(join(folder, 'public/safe-upload', path));
    expect(content.length).toBe(bytes);
    expect(sha256Of(content)).toBe(sha256);
    expect(out).toContain(path);
  }
  expect(readdirSync(join(folder, 'public/safe-upload')).filter((name) => name.endsWith('.part'))).toEqual([]);
});

it('copies models of the application’s own, and refuses what is none', async () => {
  const own = join(folder, 'own');
  await writeColourModel(own, { id: 'our-model' });
  // A folder that somebody downloaded may hold a link to what nobody wants published.
  writeFileSync(join(folder, '.env'), 'SECRET=1');
  symlinkSync('../.env', join(own, 'LICENSE.txt'));
  const { status, out } = run('public/own', '--model', own);
  expect(existsSync(join(folder, 'public/own/our-model/LICENSE.txt'))).toBe(false);
  expect([status, out.includes('our-model/model.onnx')]).toEqual([0, true]);
  const { files } = JSON.parse(readFileSync(join(folder, 'public/own/assets.json'), 'utf8'));
  expect(Object.keys(files)).toEqual(expect.arrayContaining(['our-model/manifest.json', 'open-nsfw/model.onnx']));
  expect(run('public/own', '--model', own, '--model', own).err).toContain('Two models call themselves our-model');
  expect(run('public/own', '--model').err).toContain('--model needs a folder');
  expect(run('public/own', '--model', join(folder, 'nowhere')).err).toContain('cannot be read');
  writeFileSync(join(own, 'model.onnx'), 'another file');
  expect(run('public/own', `--model=${own}`).err).toContain('is damaged');
  for (const id of ['worker.js', 'assets.json', 'ort-wasm-simd-threaded.wasm']) {
    await writeColourModel(own, { id });
    const { status: ended, err } = run('public/named', '--model', own);
    expect([ended, err]).toEqual([1, expect.stringContaining(`is called ${id}, as a file of the folder is`)]);
    expect(existsSync(join(folder, 'public/named'))).toBe(false);
  }
  await writeColourModel(own, { id: '../outside' });
  expect(run('public/own', '--model', own)).toMatchObject({
    status: 1,
    err: expect.stringContaining('must have an id'),
  });
});

it('removes what an older version left, and nothing else', () => {
  const assets = join(folder, 'public/safe-upload');
  const list = JSON.parse(readFileSync(join(assets, 'assets.json'), 'utf8'));
  list.files['older.wasm'] = { bytes: 3, sha256: 'a'.repeat(64) };
  list.files['../outside.txt'] = { bytes: 3, sha256: 'a'.repeat(64) };
  writeFileSync(join(assets, 'assets.json'), JSON.stringify(list));
  for (const name of ['older.wasm', '../outside.txt', 'of-the-host.txt']) writeFileSync(join(assets, name), 'abc');
  expect(run('public/safe-upload').out).toContain('removed older.wasm');
  expect(existsSync(join(assets, 'older.wasm'))).toBe(false);
  expect(existsSync(join(assets, '../outside.txt'))).toBe(true);
  expect(existsSync(join(assets, 'of-the-host.txt'))).toBe(true);
});

it('writes compressed files beside the others, lists them, and keeps those it made before', () => {
  const assets = join(folder, 'public/safe-upload');
  const list = JSON.parse(readFileSync(join(assets, 'assets.json'), 'utf8'));
  const large = Object.keys(list.files).filter(
    (path) => list.files[path].bytes >= 1_024 && !/LICENSE|NOTICE/.test(path),
  );
  const forms = large.flatMap((path) => [`${path}.br`, `${path}.gz`]);
  // As an earlier run would have left them, but quicker; one that is missing and one that is damaged are made.
  for (const path of large) {
    const bytes = readFileSync(join(assets, path));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 1 };
    for (const [form, made] of [
      ['br', brotliCompressSync(bytes, { params })],
      ['gz', gzipSync(bytes, { level: 1 })],
    ] as const) {
      writeFileSync(join(assets, `${path}.${form}`), made);
      list.files[`${path}.${form}`] = { bytes: made.length, sha256: sha256Of(made) };
    }
  }
  writeFileSync(join(assets, 'assets.json'), JSON.stringify(list));
  rmSync(join(assets, 'worker.js.br'));
  writeFileSync(join(assets, 'worker.js.gz'), 'damaged');
  expect(run('public/safe-upload', '--compress').status).toBe(0);
  const after = JSON.parse(readFileSync(join(assets, 'assets.json'), 'utf8'));
  expect(Object.keys(after.files)).toEqual(expect.arrayContaining(forms));
  for (const path of large) {
    const { sha256 } = after.files[path];
    expect(sha256Of(brotliDecompressSync(readFileSync(join(assets, `${path}.br`))))).toBe(sha256);
    expect(sha256Of(gunzipSync(readFileSync(join(assets, `${path}.gz`))))).toBe(sha256);
  }
  const changed = forms.filter((path) => after.files[path].sha256 !== list.files[path].sha256);
  expect(changed).toEqual(['worker.js.br', 'worker.js.gz']);
  expect(after.files['worker.js.br'].bytes).toBeLessThan(list.files['worker.js.br'].bytes);
  // Without the option they are of an older run, and go.
  expect(run('public/safe-upload').out).toContain('removed worker.js.br');
  expect(readdirSync(assets).filter((name) => /\.(br|gz)$/.test(name))).toEqual([]);
});

it('says what is wrong with its arguments', () => {
  expect(run('--help')).toMatchObject({ status: 0, out: expect.stringContaining('usage: safeupload-assets DIR') });
  expect(run()).toMatchObject({ status: 1, err: expect.stringContaining('Expected one folder, got 0') });
  expect(run('a', '--fast')).toMatchObject({ status: 1, err: expect.stringContaining('There is no option --fast') });
  expect(run('--quiet', 'quiet')).toMatchObject({ status: 0, out: '' });
});

it('makes a worker without bare imports, eval or new Function', () => {
  const code = readFileSync(join(folder, 'public/safe-upload/worker.js'), 'utf8');
  const has = (pattern: RegExp): boolean => pattern.test(code);
  expect({
    staticImport: has(/(?:^|[;}\n])\s*import\s*(?:[\w*{][^;'"()]*\bfrom\s*)?["']/),
    eval: has(/\beval\s*\(/),
    newFunction: has(/\bnew Function\b/),
    // The signing library is the page's business.
    signing: has(/ES256/),
  }).toEqual({ staticImport: false, eval: false, newFunction: false, signing: false });
});
