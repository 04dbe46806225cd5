import { type ErrorCode, isSafeUploadError, SafeUploadError } from '@safeupload/sdk/core';

// What engines say when memory ran out: V8, SpiderMonkey, JavaScriptCore, Emscripten's abort, ONNX Runtime's allocator.
const memoryWords =
  /out of memory|allocation fail|could not allocate|cannot enlarge memory|bad_alloc|cannot allocate|array length/i;

/** True if what was thrown says that memory ran out. */
export function isOutOfMemory(thrown: unknown): boolean {
  if (isSafeUploadError(thrown)) return thrown.code === 'out-of-memory';
  return thrown instanceof Error
    ? memoryWords.test(`${thrown.name}: ${thrown.message}`)
    : memoryWords.test(`${thrown}`);
}

/** Anything a platform call threw, as our error: itself, `out-of-memory`, or `code` with `message`. */
export function failureOf(thrown: unknown, code: ErrorCode, message: string): SafeUploadError {
  if (isSafeUploadError(thrown)) return thrown;
  if (isOutOfMemory(thrown)) {
    return new SafeUploadError(
      'out-of-memory',
      'The device ran out of memory while it looked at the picture. Close other pages, or choose a smaller picture.',
      { cause: thrown },
    );
  }
  const because = thrown instanceof Error ? thrown.message : String(thrown);
  return new SafeUploadError(code, `${message} (${because})`, { cause: thrown });
}
