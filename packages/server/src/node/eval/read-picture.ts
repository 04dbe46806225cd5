import { open } from 'node:fs/promises';
import { SafeUploadError } from '@safeupload/sdk/core';

/** The bytes of a file, at most `most`: of a larger one none is read. Throws `too-many-bytes`, `read-failed`. */
export async function readPicture(file: string, most: number): Promise<Uint8Array> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > most) throw tooLarge(most, size);
      const bytes = await handle.readFile();
      // It may have grown since its length was asked for.
      if (bytes.length > most) throw tooLarge(most, bytes.length);
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (thrown instanceof SafeUploadError) throw thrown;
    throw new SafeUploadError('read-failed', `${file} cannot be read.`, { cause: thrown });
  }
}

function tooLarge(limit: number, value: number): SafeUploadError {
  return new SafeUploadError(
    'too-many-bytes',
    `The file is too large: expected at most ${limit} bytes, got ${value}.`,
    {
      details: { limit, value },
    },
  );
}
