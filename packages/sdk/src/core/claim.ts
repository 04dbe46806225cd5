import { thumbprintPattern, tokenPattern } from './challenge.js';
import type { Digest } from './digest.js';
import { type FrameCount, mostFingerprints } from './evidence.js';
import type { Fingerprint } from './fingerprint/fingerprint.js';
import { type Format, formats } from './format.js';
import { borderOf } from './parse.js';
import type { Scores } from './scores.js';
import type { Source } from './source.js';
import { parseStated, type Stated, statedFields } from './stated.js';
import { actions, reasons, type Verdict } from './verdict.js';

/** Most models a claim may speak of. */
const mostModels = 8;

/** What the client states of one file. */
export interface Claim extends Stated {
  readonly jti: string;
  /** The file as picked. Nobody can verify it: it may only make an answer stricter. */
  readonly source: Source;
  /** The bytes that are sent. */
  readonly upload: {
    readonly sha256: Digest;
    readonly bytes: number;
    readonly format: Format;
    readonly width: number;
    readonly height: number;
    readonly frames: FrameCount;
  };
  readonly pdq: readonly Fingerprint[];
  readonly models: readonly { readonly id: string; readonly sha256: Digest; readonly scores: Scores }[];
  readonly verdict: Verdict;
  /** Version of the SDK. */
  readonly sdk: string;
  /** What ran the models, e.g. `ort-wasm 1.30.0`; `none` where nothing did. */
  readonly runtime: string;
}

const border = borderOf('claim-invalid', 'claim');
const hashPattern = /^[0-9a-f]{64}$/;

/** The claim in a parsed JSON value. Throws `claim-invalid` naming the first wrong field; unknown fields are refused. */
export function parseClaim(value: unknown): Claim {
  const root = border.object(value, 'claim', [
    ...statedFields,
    'jti',
    'source',
    'upload',
    'pdq',
    'models',
    'verdict',
    'sdk',
    'runtime',
  ]);
  const source = border.object(root.source, 'claim.source', ['sha256', 'bytes', 'format']);
  const verdict = border.object(root.verdict, 'claim.verdict', ['action', 'reasons']);
  return {
    ...parseStated(border, root, 'claim'),
    jti: border.matching(root.jti, 'claim.jti', tokenPattern, 'a random id'),
    source: {
      sha256: border.digest(source.sha256, 'claim.source.sha256'),
      bytes: border.integer(source.bytes, 'claim.source.bytes', 1, 2 ** 40),
      format: border.oneOf(source.format, 'claim.source.format', formats),
    },
    upload: parseUpload(root.upload),
    pdq: border.list(root.pdq, 'claim.pdq', mostFingerprints, (item, path) => {
      const fingerprint = border.object(item, path, ['hash', 'quality']);
      return {
        hash: border.matching(fingerprint.hash, `${path}.hash`, hashPattern, '64 lower-case hexadecimal letters'),
        quality: border.integer(fingerprint.quality, `${path}.quality`, 0, 100),
      };
    }),
    models: border.list(root.models, 'claim.models', mostModels, (item, path) => {
      const model = border.object(item, path, ['id', 'sha256', 'scores']);
      return {
        id: border.text(model.id, `${path}.id`, 64),
        sha256: border.digest(model.sha256, `${path}.sha256`),
        scores: border.entries(model.scores, `${path}.scores`, 100, (score, at) => border.number(score, at, 0, 1)),
      };
    }),
    verdict: {
      action: border.oneOf(verdict.action, 'claim.verdict.action', actions),
      reasons: border.list(verdict.reasons, 'claim.verdict.reasons', reasons.length, (reason, path) =>
        border.oneOf(reason, path, reasons),
      ),
    },
    sdk: border.text(root.sdk, 'claim.sdk', 64),
    runtime: border.text(root.runtime, 'claim.runtime', 64),
  };
}

function parseUpload(value: unknown): Claim['upload'] {
  const upload = border.object(value, 'claim.upload', ['sha256', 'bytes', 'format', 'width', 'height', 'frames']);
  const frames = border.object(upload.frames, 'claim.upload.frames', ['total', 'screened']);
  return {
    sha256: border.digest(upload.sha256, 'claim.upload.sha256'),
    bytes: border.integer(upload.bytes, 'claim.upload.bytes', 1, 2 ** 40),
    format: border.oneOf(upload.format, 'claim.upload.format', formats),
    width: border.integer(upload.width, 'claim.upload.width', 1, 2 ** 31),
    height: border.integer(upload.height, 'claim.upload.height', 1, 2 ** 31),
    frames: {
      total: border.integer(frames.total, 'claim.upload.frames.total', 1, 2 ** 31),
      screened: border.integer(frames.screened, 'claim.upload.frames.screened', 0, 2 ** 31),
    },
  };
}

/** The header of every signed claim, in this order and with nothing else. */
export interface ClaimHeader {
  readonly alg: 'ES256';
  readonly typ: 'safeupload-claim+jwt';
  /** RFC 7638 thumbprint of the device key. */
  readonly kid: string;
}

/** True if `value` is written like an RFC 7638 thumbprint. */
export function isThumbprint(value: unknown): value is string {
  return typeof value === 'string' && thumbprintPattern.test(value);
}
