import {
  type Claim,
  type DevicePolicy,
  decideOnDevice,
  digestOf,
  type Evidence,
  isAcceptedFormat,
  mediaTypeOf,
  type Preparation,
  readHeader,
  SafeUploadError,
  type Source,
  type Verdict,
  wireLimits,
} from '@safeupload/sdk/core';
import type { Gap } from './gap.js';
import { canSign } from './key.js';
import type { Screened } from './screener.js';

/**
 * What will be sent of one file: frozen bytes and what was measured of them. Nothing between here and the wire touches
 * the bytes, so what was measured is what is sent.
 */
export interface Outgoing {
  readonly bytes: Blob;
  /** Null where nothing can be signed: no WebCrypto, so no digest. The server screens it all the same. */
  readonly measured: Measured | null;
}

/** What a claim states of {@link Outgoing} bytes. */
export interface Measured {
  readonly source: Source;
  readonly upload: Claim['upload'];
  readonly evidence: Pick<Evidence, 'fingerprints' | 'models' | 'frames' | 'gaps'>;
  readonly verdict: Verdict;
  readonly policy: DevicePolicy;
  readonly preparation: Preparation;
  readonly runtime: string;
}

/** The outgoing bytes of a screened file. */
export function outgoingOfScreened(screened: Screened): Outgoing {
  const { bytes, source, evidence, verdict, policy, preparation, runtime } = screened;
  const { format, width, height } = evidence.header;
  return {
    bytes: new Blob([bytes], { type: isAcceptedFormat(format) ? mediaTypeOf(format) : 'image/*' }),
    measured: {
      source,
      upload: { sha256: evidence.sha256, bytes: evidence.bytes, format, width, height, frames: evidence.frames },
      evidence,
      verdict,
      policy,
      preparation,
      runtime,
    },
  };
}

/**
 * The outgoing bytes of a file that the device could not screen: the file as it is. Reads its header here, so that what
 * the server would refuse for the file's own sake is said before a byte is sent. Throws those codes, and `read-failed`.
 */
export async function outgoingOfUnscreened(file: Blob, gap: Gap, policy: DevicePolicy): Promise<Outgoing> {
  if (file.size > wireLimits.fileBytes) {
    throw new SafeUploadError(
      'too-many-bytes',
      `The file cannot be sent as it is: expected at most ${wireLimits.fileBytes / 1e6} MB, got ${(file.size / 1e6).toFixed(1)} MB.`,
      { details: { most: wireLimits.fileBytes, got: file.size } },
    );
  }
  const bytes = await readBytes(file);
  const { format, width, height, frameCount } = readHeader(bytes, wireLimits);
  const frozen = new Blob([bytes], { type: isAcceptedFormat(format) ? mediaTypeOf(format) : 'image/*' });
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

/** The same evidence under another policy: nothing is measured again. */
export function redecided(measured: Measured, policy: DevicePolicy): Measured {
  if (measured.runtime === 'none' && measured.evidence.models.length === 0) return { ...measured, policy };
  return { ...measured, policy, verdict: decideOnDevice(measured.evidence, policy) };
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
