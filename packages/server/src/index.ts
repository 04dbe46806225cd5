export { type Bank, type BankMeaning, bankMeanings } from './banks/bank.js';
export { type BlobStore, blobKeyPattern } from './blobs.js';
export type { Database } from './database/database.js';
export { migrate } from './database/migrate.js';
export { type Migration, migrations } from './database/migrations.js';
export {
  type ServerReason,
  type ServerReasonCode,
  type ServerVerdict,
  serverReasonCodes,
} from './decide/server-verdict.js';
export { type DecisionEvent, type DecisionType, decisionTypes, type Picture } from './events/decision-event.js';
export { type Actor, type Identity, type Role, roles, type Tier, tiers } from './identity.js';
export type { Keys, ReceiptKey, ReceiptPublicJwk, SealingKey } from './keys.js';
export type { DerivativeSpec, EncodedDerivative, Measured, MeasureOptions, Measurer } from './measurer.js';
export type { AttachTarget } from './uploads/attach-target.js';
