import { readFile } from 'node:fs/promises';
import { SafeUploadError } from '@safeupload/sdk/core';
import { parseServerPolicy } from '../../policy/parse-server-policy.js';
import { defaultServerPolicy, type ServerPolicy } from '../../policy/server-policy.js';

/**
 * The policy that a JSON file makes of the default one: each of its sections stands in place of the default's. Without a
 * file, the default. Throws `read-failed`, `policy-invalid`.
 */
export async function readPolicy(file: string | undefined): Promise<ServerPolicy> {
  if (file === undefined) return defaultServerPolicy;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new SafeUploadError('read-failed', `The policy ${file} cannot be read.`, { cause });
  });
  let sections: unknown;
  try {
    sections = JSON.parse(text);
  } catch (cause) {
    throw new SafeUploadError('policy-invalid', `The policy ${file} is not JSON.`, { cause });
  }
  if (typeof sections !== 'object' || sections === null || Array.isArray(sections)) {
    throw new SafeUploadError('policy-invalid', `The policy ${file} must be an object of sections.`);
  }
  return parseServerPolicy({ ...defaultServerPolicy, ...sections });
}
