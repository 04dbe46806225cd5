import { readFileSync } from 'node:fs';
import {
  errorCodes,
  fromErrorRecord,
  isSafeUploadError,
  SafeUploadError,
  throwIfAborted,
  toErrorRecord,
} from '@safeupload/sdk/core';
import { describe, expect, it } from 'vitest';

describe('SafeUploadError', () => {
  it('keeps code, message and details over a border that keeps only data', () => {
    const error = new SafeUploadError('too-many-pixels', 'expected at most 50 MP, got 212 MP', {
      details: { limit: 50 },
    });
    const back = fromErrorRecord(structuredClone(toErrorRecord(error, 'model-failed')));
    expect(back).toMatchObject({ code: error.code, message: error.message, details: error.details });
    expect(isSafeUploadError(back)).toBe(true);
  });

  it('turns foreign errors into the fallback and an AbortError into aborted', () => {
    expect(toErrorRecord(new TypeError('x'), 'model-failed')).toMatchObject({ code: 'model-failed', message: 'x' });
    expect(toErrorRecord(new DOMException('stop', 'AbortError'), 'model-failed').code).toBe('aborted');
    expect(toErrorRecord('a text', 'read-failed')).toEqual({ code: 'read-failed', message: 'a text', details: {} });
  });

  it('recognises one of another copy of the module by name and code, and nothing else', () => {
    const other = Object.assign(new Error('x'), { name: 'SafeUploadError', code: 'aborted' });
    expect(isSafeUploadError(other)).toBe(true);
    expect(isSafeUploadError(Object.assign(new Error('x'), { name: 'SafeUploadError', code: 'invented' }))).toBe(false);
    expect(isSafeUploadError({ name: 'SafeUploadError', code: 'aborted' })).toBe(false);
  });

  it('throws aborted only where the signal has fired', () => {
    expect(() => throwIfAborted(AbortSignal.abort())).toThrow(expect.objectContaining({ code: 'aborted' }));
    expect(throwIfAborted(undefined)).toBeUndefined();
    expect(throwIfAborted(new AbortController().signal)).toBeUndefined();
  });
});

describe('docs/errors.md', () => {
  it('has exactly one row for every code', () => {
    const rows = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8').matchAll(
      /^\| `([a-z-]+)` \|/gm,
    );
    expect(Array.from(rows, ([, code]) => code)).toEqual([...errorCodes]);
  });
});
