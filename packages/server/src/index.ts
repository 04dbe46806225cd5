export {
  type AuditAction,
  type AuditDetails,
  type AuditEntry,
  auditActions,
  hashOfEntry,
} from './audit/audit-entry.js';
export type { LoggedEntry } from './audit/read-audit.js';
export { type AuditHead, type AuditVerdict, verifyAudit } from './audit/verify-audit.js';
export { type Bank, type BankMeaning, bankMeanings } from './banks/bank.js';
export type { BankAddition, BankKeeper } from './banks/bank-keeper.js';
export type { BankMatch } from './banks/bank-matches.js';
export { createFingerprintIndex, type FingerprintIndex } from './banks/fingerprint-index.js';
export { localHoldBank } from './banks/local-hold-bank.js';
export { matchDigests } from './banks/match-digests.js';
export { type BlobStore, blobKeyPattern } from './blobs.js';
export { type BreakerState, breakerAt } from './breaker/breaker.js';
export type { BreakerEvent } from './breaker/breaker-event.js';
export type { BreakerView } from './breaker/breaker-view.js';
export type { LevelScope, RaisedLevel } from './breaker/raised-level.js';
export { type BreakerTransition, replayBreaker } from './breaker/replay-breaker.js';
export type { CurtainView } from './curtain/curtain.js';
export type { Database, Queries } from './database/database.js';
export { migrate } from './database/migrate.js';
export { type Migration, migrations } from './database/migrations.js';
export { decideOnServer, type Grounds } from './decide/decide-on-server.js';
export { sentenceOf } from './decide/sentence-of.js';
export {
  type ServerReason,
  type ServerReasonCode,
  type ServerVerdict,
  serverReasonCodes,
} from './decide/server-verdict.js';
export type { GroupDecided, GroupDecision } from './desk/decide-group.js';
export type { DeskOrder } from './desk/desk.js';
export type { DeskGroup, DeskRow, DeskView, Wellbeing } from './desk/desk-view.js';
export { type DecisionEvent, type DecisionType, decisionTypes, type Picture } from './events/decision-event.js';
export { signWebhook, webhookSignatureHeader } from './events/webhook.js';
export { type Actor, type Identity, type Role, roles, type Tier, tiers } from './identity.js';
export type { Keys, ReceiptKey, ReceiptPublicJwk, SealingKey } from './keys.js';
export type { DerivativeSpec, EncodedDerivative, Measured, MeasureOptions, Measurer, ModelFacts } from './measurer.js';
export type { VerifierOptions } from './options.js';
export type { BucketKind, BucketRule, BucketRules, BucketScope } from './policy/bucket-rules.js';
export { describePolicy, type PolicyLine } from './policy/describe-policy.js';
export {
  defaultFailureTable,
  deviceFailures,
  type Failure,
  type FailureTable,
  serverFailures,
} from './policy/failures.js';
export { digestOfServerPolicy, parseServerPolicy } from './policy/parse-server-policy.js';
export { defaultServerPolicy, type ServerPolicy } from './policy/server-policy.js';
export type { ExportedRecord, ExportOrder, KeptPicture } from './records/export-record.js';
export type { UploadRecord } from './records/keep-record.js';
export type { HeldSubject, LegalHold, LegalHoldOrder } from './records/legal-hold.js';
export { isRefused, type Refused } from './refused.js';
export type { ReportAnswer, ReportOrder } from './reports/report.js';
export { type ReportReason, reportReasons, seriousReasons } from './reports/report-reasons.js';
export type { Random } from './tokens.js';
export { type Standing, standingOf } from './trust/standing.js';
export type { Attached, AttachOrder } from './uploads/attach.js';
export type { AttachTarget } from './uploads/attach-target.js';
export type { HoldDecision } from './uploads/decide-hold.js';
export type { Hold } from './uploads/holds.js';
export type { LookOrder } from './uploads/look.js';
export type { DecisionRecord } from './uploads/recent-decisions.js';
export type { ScreenOrder } from './uploads/screen.js';
export type { TakedownOrder } from './uploads/take-down.js';
export type { PicturesOfUpload, UploadView } from './uploads/upload-view.js';
export { createVerifier, type Verifier } from './verifier.js';
export { type View, viewOf } from './views/view.js';
