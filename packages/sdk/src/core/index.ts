export {
  type DepositAnswer,
  type OutcomeAnswer,
  type PrecheckAnswer,
  parseDepositAnswer,
  parseOutcomeAnswer,
  parsePrecheckAnswer,
  parseRefusalAnswer,
  parseStatusAnswer,
  parseStoppedAnswer,
  type ReceiptStatusAnswer,
  type RefusalAnswer,
  type StatusAnswer,
  type StoppedAnswer,
} from './answers.js';
export { fromBase64url, fromUtf8, toBase64url, toHex, toUtf8 } from './bytes.js';
export { canonicalJson, digestOfJson } from './canonical-json.js';
export {
  type Challenge,
  type ChallengeRequest,
  mostNonces,
  type PublicKey,
  parseChallenge,
  parseChallengeRequest,
  parsePublicKey,
  thumbprintPattern,
  tokenPattern,
} from './challenge.js';
export { type Claim, type ClaimHeader, isThumbprint, parseClaim } from './claim.js';
export { longestSignedClaim, type Unread, verifyClaimSignature } from './compact.js';
export { compositeOverWhite } from './composite-over-white.js';
export { type Context, contexts, isContext } from './context.js';
export { decideOnDevice, needsSecondOpinion } from './decide-on-device.js';
export { type DevicePolicy, defaultDevicePolicy, type Preparation, preparations } from './device-policy.js';
export { type Digest, digestOf, isDigest } from './digest.js';
export { type ErrorDetails, SafeUploadError, throwIfAborted } from './error.js';
export { type ErrorCode, errorCodes, isErrorCode } from './error-codes.js';
export { type ErrorRecord, fromErrorRecord, isSafeUploadError, toErrorRecord } from './error-record.js';
export { type Evidence, type FrameCount, mostFingerprints } from './evidence.js';
export { distanceBetween, invertHash } from './fingerprint/distance.js';
export { type Fingerprint, isHash, leastQuality, matchDistance, parseFingerprint } from './fingerprint/fingerprint.js';
export { fingerprintOf } from './fingerprint/fingerprint-of.js';
export { fingerprintsOfOrientations, type Orientation, orientations } from './fingerprint/orientations.js';
export {
  type ArrivingRows,
  type FingerprintAndTensor,
  fingerprintAndTensorOf,
  fingerprintAndTensorOfRows,
} from './fingerprint-and-tensor.js';
export {
  type AcceptedFormat,
  acceptedFormats,
  extensionOf,
  type Format,
  formats,
  isAcceptedFormat,
  isFormat,
  mediaTypeOf,
} from './format.js';
export type { Frame } from './frame.js';
export type { ExifOrientation, Header } from './header.js';
export { intakeLimits, type Limits, wireLimits } from './limits.js';
export {
  type Activation,
  activations,
  inputSideOf,
  type ModelInput,
  type ModelManifest,
  parseManifest,
  type Triple,
} from './manifest.js';
export { inputFromTensor, inputOf, inputsOf } from './model-input.js';
export { type Outcome, outcomes, type UploadState, uploadStates } from './outcome.js';
export { type Border, borderOf } from './parse.js';
export { digestOfPolicy, parseDevicePolicy } from './parse-device-policy.js';
export {
  type Derivative,
  longestReceipt,
  parseReceipt,
  type Receipt,
  receiptType,
  signReceipt,
  verifyReceipt,
} from './receipt.js';
export { isRefusalCode, type RefusalCode, refusals } from './refusal.js';
export { type ModelScores, riskOf, type Scores, scoresFromOutput, worseOf } from './scores.js';
export {
  longestClaimHeader,
  type ReadClaim,
  readSignedClaim,
  type SignedClaim,
  signClaim,
} from './signed-claim.js';
export { jpegPartsWithoutProfile } from './sniff/jpeg-profile.js';
export { readHeader } from './sniff/read-header.js';
export { sniffFormat } from './sniff/sniff-format.js';
export type { Source } from './source.js';
export { claimType, longestClaimSeconds, noticeType, type Stated } from './stated.js';
export {
  parseStoppedNotice,
  type ReadNotice,
  readSignedNotice,
  type StoppedNotice,
  signNotice,
} from './stopped-notice.js';
export { tensorFromFrame, tensorSidePx } from './tensor.js';
export { type Action, actions, type Reason, reasons, stricterOf, type Verdict } from './verdict.js';
export { sdkVersion } from './version.js';
