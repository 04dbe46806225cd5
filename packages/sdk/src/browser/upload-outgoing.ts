import {
  type Claim,
  type DevicePolicy,
  decideOnDevice,
  type Evidence,
  isAcceptedFormat,
  mediaTypeOf,
  type Preparation,
  type Source,
  type Verdict,
} from '@safeupload/sdk/core';
import type { Screened } from './screener-contract.js';

/** What bytes are called whose format is not one we name: the server looks at the bytes in any case. */
export const unknownType = 'application/octet-stream';

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
    bytes: new Blob([bytes], { type: isAcceptedFormat(format) ? mediaTypeOf(format) : unknownType }),
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

/** The same evidence under another policy: nothing is measured again. */
export function redecided(measured: Measured, policy: DevicePolicy): Measured {
  if (measured.runtime === 'none' && measured.evidence.models.length === 0) return { ...measured, policy };
  return { ...measured, policy, verdict: decideOnDevice(measured.evidence, policy) };
}
