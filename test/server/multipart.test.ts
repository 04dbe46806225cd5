import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRefused } from '../../packages/server/src/refused.js';
import { readMultipart } from '../../packages/server/src/routes/multipart.js';
import { formOf } from './support/forge.js';

const names = ['safe_upload_claim', 'context', 'appeal', 'note', 'idempotency_key'];
const bytes = fc.uint8Array({ maxLength: 3000 });

test('whatever a form holds comes out again', () => {
  const fields = fc.uniqueArray(fc.tuple(fc.constantFrom(...names), fc.string({ maxLength: 200, unit: 'grapheme' })), {
    selector: ([name]) => name,
  });
  fc.assert(
    fc.property(fields, bytes, (entries, file) => {
      const form = formOf(Object.fromEntries(entries), file);
      fc.pre(!entries.some(([, value]) => value.includes('----tests0123456789')));
      const read = readMultipart(form.body, form.contentType, names);
      expect(isRefused(read)).toBe(false);
      expect(read).toMatchObject({ file, fields: new Map(entries) });
    }),
    { numRuns: 300 },
  );
});

test('a body that ends early, or has any byte changed, is a form or a refusal and never an exception', () => {
  const form = formOf({ context: 'post', appeal: '1' }, Uint8Array.of(1, 2, 3));
  fc.assert(
    fc.property(fc.nat(form.body.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
      const changed = cut ? form.body.slice(0, at) : form.body.with(at, value);
      const read = readMultipart(changed, form.contentType, names);
      expect(isRefused(read) || read.file instanceof Uint8Array).toBe(true);
    }),
    { numRuns: 1000 },
  );
  fc.assert(
    fc.property(bytes, fc.string(), (body, contentType) => {
      const read = readMultipart(body, `multipart/form-data; boundary=${contentType}`, names);
      expect(isRefused(read)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each([
  [
    'two files',
    '--b\r\ncontent-disposition: form-data; name="file"\r\n\r\nx\r\n--b\r\ncontent-disposition: form-data; name="file"\r\n\r\ny\r\n--b--',
  ],
  [
    'a field twice',
    '--b\r\ncontent-disposition: form-data; name="note"\r\n\r\nx\r\n--b\r\ncontent-disposition: form-data; name="note"\r\n\r\ny\r\n--b\r\ncontent-disposition: form-data; name="file"\r\n\r\ny\r\n--b--',
  ],
  ['an unknown field', '--b\r\ncontent-disposition: form-data; name="admin"\r\n\r\nx\r\n--b--'],
  ['no file', '--b\r\ncontent-disposition: form-data; name="note"\r\n\r\nx\r\n--b--'],
  ['line feeds alone', '--b\ncontent-disposition: form-data; name="file"\n\nx\n--b--'],
  [
    'a transfer encoding',
    '--b\r\ncontent-disposition: form-data; name="file"\r\ncontent-transfer-encoding: base64\r\n\r\neA==\r\n--b--',
  ],
  [
    'two dispositions',
    '--b\r\ncontent-disposition: form-data; name="file"\r\ncontent-disposition: form-data; name="note"\r\n\r\nx\r\n--b--',
  ],
  [
    'headers without end',
    `--b\r\ncontent-disposition: form-data; name="file"; filename="${'a'.repeat(2000)}"\r\n\r\nx\r\n--b--`,
  ],
  ['a preamble', 'hello\r\n--b\r\ncontent-disposition: form-data; name="file"\r\n\r\nx\r\n--b--'],
])('refuses %s', (_, text) => {
  expect(readMultipart(new TextEncoder().encode(text), 'multipart/form-data; boundary=b', names)).toMatchObject({
    code: 'request-invalid',
  });
});
