import { readFile } from 'node:fs/promises';
import {
  type Action,
  type Evidence,
  type Fingerprint,
  type Format,
  type FrameCount,
  readHeader,
  SafeUploadError,
  type Scores,
  toErrorRecord,
} from '@safeupload/sdk/core';
import type { BankMatch } from '../../banks/bank-matches.js';
import { decideOnServer } from '../../decide/decide-on-server.js';
import type { ServerReasonCode } from '../../decide/server-verdict.js';
import type { Tier } from '../../identity.js';
import type { Measurer } from '../../measurer.js';
import type { ServerPolicy } from '../../policy/server-policy.js';
import type { View } from '../../views/view.js';
import type { WalkedFile } from './walk-files.js';

/** What the server measures of a file and would decide: one line of `inspect --json`. */
export interface InspectedFile {
  readonly path: string;
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  readonly frames: FrameCount;
  readonly bytes: number;
  readonly sha256: string;
  readonly pdq: readonly Fingerprint[];
  readonly models: readonly { readonly id: string; readonly risk: number; readonly scores: Scores }[];
  readonly action: Action;
  readonly reasons: readonly ServerReasonCode[];
  readonly ms: number;
}

/** A file that is refused unread, or could not be measured. */
export interface UninspectedFile {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  readonly ms: number;
}

/** What files are inspected with. */
export interface Inspecting {
  readonly measurer: Measurer;
  readonly policy: ServerPolicy;
  /** What is classified besides the whole picture. */
  readonly views: readonly View[];
  readonly tier: Tier;
  /** The entries that a file matches in the banks asked for; none without `--bank`. */
  match(evidence: Evidence, orientations: readonly (readonly Fingerprint[])[]): Promise<readonly BankMatch[]>;
  readonly signal: AbortSignal;
}

/** Sends one file through the very steps of an upload: limits, header, measuring, decision. Never rejects. */
export async function inspectFile(file: WalkedFile, inspecting: Inspecting): Promise<InspectedFile | UninspectedFile> {
  const startedAt = performance.now();
  const elapsed = (): number => Math.round(performance.now() - startedAt);
  try {
    if ('error' in file) throw file.error;
    const { limits } = inspecting.policy;
    const bytes = await readWithin(file.path, file.bytes, limits.fileBytes);
    const header = readHeader(bytes, limits);
    const { measurer, signal, views: asked } = inspecting;
    const options = { derivatives: [], views: asked, limits, signal };
    const { evidence, orientations, views, models } = await measurer.measure(bytes, header, options);
    const matches = await inspecting.match(evidence, orientations);
    const verdict = decideOnServer(
      { evidence, views, models, matches, failures: [], claimed: null, appealed: false, tier: inspecting.tier },
      inspecting.policy,
    );
    return {
      path: file.path,
      format: header.format,
      width: header.width,
      height: header.height,
      frames: evidence.frames,
      bytes: evidence.bytes,
      sha256: evidence.sha256,
      pdq: evidence.fingerprints,
      models: evidence.models.map(({ id, risk, scores }) => ({ id, risk, scores })),
      action: verdict.action,
      reasons: verdict.reasons.map((reason) => reason.code),
      ms: elapsed(),
    };
  } catch (thrown) {
    const { code, message } = toErrorRecord(thrown, 'read-failed');
    return { path: file.path, code, message, ms: elapsed() };
  }
}

/** The bytes, at most `most`: a larger file is not even opened. Throws `too-many-bytes`, `read-failed`. */
async function readWithin(path: string, length: number, most: number): Promise<Uint8Array> {
  if (length > most) {
    const inMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
    throw new SafeUploadError(
      'too-many-bytes',
      `The file is too large: expected at most ${inMegabytes(most)}, got ${inMegabytes(length)}. Choose a smaller one.`,
      { details: { limit: most, value: length } },
    );
  }
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new SafeUploadError(
      'read-failed',
      `${path} cannot be read: ${cause instanceof Error ? cause.message : ''}.`,
      {
        cause,
      },
    );
  });
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
