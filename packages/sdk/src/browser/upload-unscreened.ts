import {
  type DevicePolicy,
  digestOf,
  isAcceptedFormat,
  mediaTypeOf,
  readHeader,
  SafeUploadError,
  wireLimits,
} from '@safeupload/sdk/core';
import type { Gap } from './gap.js';
import { canSign } from './key.js';
import { type Outgoing, unknownType } from './upload-outgoing.js';

/**
 * The outgoing bytes of a file that the device could not screen: the file as it is. Reads its header here, so that what
 * the server would refuse for the file's own sake is said before a byte is sent. Throws those codes, and `read-failed`.
 */
export async function outgoingOfUnscreened(file: Blob, gap: Gap, policy: DevicePolicy): Promise<Outgoing> {
  if (file.size > wireLimits.fileBytes) {
    throw new SafeUploadError(
      'too-many-bytes',
      `The file is too large to be sent as it is: expected at most ${wireLimits.fileBytes / 1e6} MB, got ${(file.size / 1e6).toFixed(1)} MB.`,
      { details: { most: wireLimits.fileBytes, got: file.size } },
    );
  }
  const bytes = await readBytes(file);
  const { format, width, height, frameCount } = readHeader(bytes, wireLimits);
  const frozen = new Blob([bytes], { type: isAcceptedFormat(format) ? mediaTypeOf(format) : unknownType });
  if (!canSign()) return { bytes: frozen, measured: null };
  const sha256 = await digestOf(bytes);
  const frames = { total: frameCount, screened: 0 };
  return {
    bytes: frozen,
    measured: {
      source: { sha256, bytes: bytes.length, format },
      upload: { sha256, bytes: bytes.length, format, width, height, frames },
      evidence: { fingerprints: [], models: [], frames, gaps: [gap] },
      verdict: { action: 'allow', reasons: [gap] },
      policy,
      preparation: 'as-is',
      runtime: 'none',
    },
  };
}

async function readBytes(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new SafeUploadError('read-failed', 'The file cannot be read any more: it was moved, changed or deleted.', {
      cause,
    });
  }
}
