import type { AcceptedFormat, Context, Evidence, Outcome, PublicKey, UploadState } from '@safeupload/sdk/core';
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from 'drizzle-orm/pg-core';
import type { BankMeaning } from '../banks/bank.js';
import type { ServerReason } from '../decide/server-verdict.js';
import type { DecisionEvent, DecisionType } from '../events/decision-event.js';
import type { Tier } from '../identity.js';

// The tables as drizzle sees them. What creates them is the SQL of migrations.ts; a test compares the two.
// Times are ms since the epoch in bigint columns, read as numbers.

const at = (name: string) => bigint(name, { mode: 'number' });

/** Tickets: one file each, open → bound → settled. */
export const nonces = pgTable(
  'nonces',
  {
    nonce: text('nonce').primaryKey(),
    accountId: text('account_id').notNull(),
    sessionId: text('session_id').notNull(),
    thumbprint: text('thumbprint').notNull(),
    publicKey: jsonb('public_key').$type<PublicKey>().notNull(),
    context: text('context').$type<Context>().notNull(),
    issuedAt: at('issued_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    state: text('state').$type<'open' | 'bound' | 'settled'>().notNull(),
    /** SHA-256 of the signing input of the one claim that may use this ticket. */
    claimIdentity: text('claim_identity'),
    uploadId: text('upload_id'),
  },
  (table) => [index('nonces_session').on(table.sessionId, table.state, table.expiresAt)],
);

/** Device policies that were sent to browsers, and when last: claims may name those of the last day. */
export const issuedPolicies = pgTable('issued_policies', {
  sha256: text('sha256').primaryKey(),
  policyId: text('policy_id').notNull(),
  lastIssuedAt: at('last_issued_at').notNull(),
});

/** Everything that got an outcome. */
export const uploads = pgTable(
  'uploads',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').notNull(),
    sessionId: text('session_id').notNull(),
    tier: text('tier').$type<Tier>().notNull(),
    context: text('context').$type<Context>().notNull(),
    outcome: text('outcome').$type<Outcome>().notNull(),
    state: text('state').$type<UploadState>().notNull(),
    createdAt: at('created_at').notNull(),
    /** Set while nothing refers to it: then it expires. Of a refused precheck: when its record goes. */
    expiresAt: at('expires_at'),
    /** Digest of the bytes received, or of those the precheck was about. */
    sha256: text('sha256').notNull(),
    bytes: integer('bytes').notNull(),
    format: text('format').notNull(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    evidence: jsonb('evidence').$type<Evidence>(),
    reasons: jsonb('reasons').$type<readonly ServerReason[]>().notNull(),
    severe: boolean('severe').notNull(),
    policyId: text('policy_id').notNull(),
    /** Blob of the bytes as received, sealed; null where they were never received or are gone. */
    originalKey: text('original_key'),
    /** When the original is deleted; null keeps it. */
    originalExpiresAt: at('original_expires_at'),
    /** When screening that could not be finished was last tried again in the background. */
    screeningTriedAt: at('screening_tried_at'),
    targetContext: text('target_context').$type<Context>(),
    targetId: text('target_id'),
    attachedAt: at('attached_at'),
    appealed: boolean('appealed').notNull(),
    note: text('note'),
    claimIdentity: text('claim_identity'),
    /** How it came: with a claim, without, its claim deposited before, or through `screen`. */
    route: text('route').$type<'claimed' | 'unclaimed' | 'deposited' | 'server'>().notNull(),
    /** The group of pictures that look alike; the id of its first upload. Null where there is nothing to compare. */
    clusterId: text('cluster_id'),
    /** When it began to count for its account's trust: released by a person, or a week in a post unreported. */
    acceptedAt: at('accepted_at'),
    /** Why it is hidden, while its state is `hidden`. */
    hiddenBy: text('hidden_by').$type<'person' | 'report' | 'curtain' | 'likeness'>(),
    hiddenAt: at('hidden_at'),
    /** The curtain that hid it. */
    curtainId: text('curtain_id'),
  },
  (table) => [
    index('uploads_account').on(table.accountId, table.createdAt),
    index('uploads_outcome').on(table.outcome, table.state, table.severe, table.createdAt),
    index('uploads_expiry').on(table.expiresAt),
    index('uploads_original_expiry').on(table.originalExpiresAt),
    index('uploads_accepted').on(table.accountId).where(sql`accepted_at is not null`),
    index('uploads_cluster').on(table.clusterId),
    index('uploads_attached').on(table.state, table.attachedAt),
    index('uploads_hidden').on(table.hiddenBy, table.state),
    index('uploads_digest').on(table.sha256),
    index('uploads_standing')
      .on(table.attachedAt)
      .where(sql`outcome = 'allowed' and state = 'attached' and accepted_at is null`),
  ],
);

/** Pictures that the server encoded itself. Public only through an address, an attached upload and a valid receipt. */
export const derivatives = pgTable(
  'derivatives',
  {
    uploadId: text('upload_id').notNull(),
    name: text('name').notNull(),
    /** False for what only moderators look at. */
    publishable: boolean('publishable').notNull(),
    format: text('format').$type<AcceptedFormat>().notNull(),
    width: integer('width').notNull(),
    height: integer('height').notNull(),
    bytes: integer('bytes').notNull(),
    sha256: text('sha256').notNull(),
    blobKey: text('blob_key').notNull(),
    /** 128 random bits; null until first published. It stays, so that an undo revives the same address. */
    address: text('address').unique(),
  },
  (table) => [primaryKey({ columns: [table.uploadId, table.name] })],
);

/** Receipts given out. A revoked one stays revoked: an undo gives a new one. */
export const receipts = pgTable(
  'receipts',
  {
    jti: text('jti').primaryKey(),
    uploadId: text('upload_id').notNull(),
    token: text('token').notNull(),
    issuedAt: at('issued_at').notNull(),
    revokedAt: at('revoked_at'),
  },
  (table) => [index('receipts_upload').on(table.uploadId, table.revokedAt)],
);

/** What a decision changed besides outcome and state. */
export interface BeforeDecision {
  readonly acceptedAt: number | null;
  readonly hiddenBy: 'person' | 'report' | 'curtain' | 'likeness' | null;
  readonly hiddenAt: number | null;
  readonly curtainId: string | null;
}

/** What people and timers did to uploads, with what it changed, so that it can be undone and explained. */
export const decisions = pgTable(
  'decisions',
  {
    id: text('id').primaryKey(),
    uploadId: text('upload_id').notNull(),
    type: text('type').$type<DecisionType>().notNull(),
    byAccountId: text('by_account_id'),
    reason: text('reason'),
    at: at('at').notNull(),
    fromOutcome: text('from_outcome').$type<Outcome>().notNull(),
    fromState: text('from_state').$type<UploadState>().notNull(),
    toOutcome: text('to_outcome').$type<Outcome>().notNull(),
    toState: text('to_state').$type<UploadState>().notNull(),
    undone: boolean('undone').notNull(),
    /** With `hidden`: why. Null in decisions older than this column. */
    hiddenBy: text('hidden_by').$type<'person' | 'report' | 'curtain' | 'likeness'>(),
    /** What an undo gives back; null where many were decided at once, which one by one is not undone. */
    before: jsonb('before').$type<BeforeDecision>(),
  },
  (table) => [index('decisions_at').on(table.at), index('decisions_upload').on(table.uploadId, table.at)],
);

/** Each time somebody looked at a picture that is not public. */
export const looks = pgTable(
  'looks',
  {
    id: text('id').primaryKey(),
    uploadId: text('upload_id').notNull(),
    byAccountId: text('by_account_id').notNull(),
    size: text('size').$type<'small' | 'full'>().notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('looks_upload').on(table.uploadId), index('looks_by').on(table.byAccountId, table.at)],
);

/** Lists with a meaning. */
export const banks = pgTable('banks', {
  name: text('name').primaryKey(),
  meaning: text('meaning').$type<BankMeaning>().notNull(),
  severe: boolean('severe').notNull(),
  disclosable: boolean('disclosable').notNull(),
});

/** What is on the lists: digests and fingerprints. */
export const bankEntries = pgTable(
  'bank_entries',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    bank: text('bank').notNull(),
    kind: text('kind').$type<'sha256' | 'pdq'>().notNull(),
    value: text('value').notNull(),
    note: text('note'),
    addedAt: at('added_at').notNull(),
  },
  (table) => [index('bank_entries_value').on(table.kind, table.value)],
);

/** Entries that decisions put onto the local hold bank: one that no decision stands for any more goes again. */
export const pressEntries = pgTable(
  'press_entries',
  { decisionId: text('decision_id').notNull(), entryId: bigint('entry_id', { mode: 'number' }).notNull() },
  (table) => [
    primaryKey({ columns: [table.decisionId, table.entryId] }),
    index('press_entries_entry').on(table.entryId),
  ],
);

/** Repeats of an upload without a claim find their answer here. */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    sessionId: text('session_id').notNull(),
    key: text('key').notNull(),
    sha256: text('sha256').notNull(),
    context: text('context').$type<Context>().notNull(),
    uploadId: text('upload_id').notNull(),
    at: at('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sessionId, table.key] })],
);

/** Claims that came before their bytes, found again by the digest of these. */
export const deposits = pgTable(
  'deposits',
  {
    claimIdentity: text('claim_identity').primaryKey(),
    accountId: text('account_id').notNull(),
    sha256: text('sha256').notNull(),
    token: text('token').notNull(),
    nonce: text('nonce').notNull(),
    depositedAt: at('deposited_at').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (table) => [index('deposits_digest').on(table.accountId, table.sha256)],
);

/** Disagreements between a claim and what was measured. None of them is a hit by itself. */
export const signals = pgTable(
  'signals',
  {
    id: text('id').primaryKey(),
    uploadId: text('upload_id'),
    accountId: text('account_id').notNull(),
    kind: text('kind').notNull(),
    /** What ran the models, from the claim: engines have baselines of their own. */
    runtime: text('runtime').notNull(),
    details: jsonb('details').$type<Readonly<Record<string, string | number>>>().notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('signals_account').on(table.accountId, table.at)],
);

/** Events on their way to the host: at least once each, per sink. */
export const outbox = pgTable(
  'outbox',
  {
    id: text('id').primaryKey(),
    sink: text('sink').$type<'host' | 'webhook'>().notNull(),
    event: jsonb('event').$type<DecisionEvent>().notNull(),
    createdAt: at('created_at').notNull(),
    attempts: integer('attempts').notNull(),
    nextAttemptAt: at('next_attempt_at'),
    deliveredAt: at('delivered_at'),
  },
  (table) => [index('outbox_due').on(table.nextAttemptAt)],
);

/**
 * Blobs that no row refers to, or not yet: written before the blob is, removed in the transaction that refers to it.
 * What is still here when due is deleted, so a crash between the two leaves nothing behind.
 */
export const looseBlobs = pgTable(
  'loose_blobs',
  { key: text('key').primaryKey(), dueAt: at('due_at').notNull() },
  (table) => [index('loose_blobs_due').on(table.dueAt)],
);

/** Accounts as last seen: what the host said of them. What they earned is counted from `uploads`. */
export const accounts = pgTable('accounts', {
  accountId: text('account_id').primaryKey(),
  tier: text('tier').$type<Tier>().notNull(),
  since: at('since'),
  firstSeenAt: at('first_seen_at').notNull(),
  lastSeenAt: at('last_seen_at').notNull(),
});

/** Fingerprints of uploads, worst frames first by id: what likeness is searched in. */
export const fingerprints = pgTable(
  'fingerprints',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    uploadId: text('upload_id').notNull(),
    hash: text('hash').notNull(),
    quality: integer('quality').notNull(),
    /** The hashes of its orientations that are good enough to be looked up, 64 digits each, one after the other. */
    orientations: text('orientations').notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('fingerprints_upload').on(table.uploadId), index('fingerprints_at').on(table.at)],
);

/** What members said of pictures, one of each member and picture. */
export const reports = pgTable(
  'reports',
  {
    id: text('id').primaryKey(),
    uploadId: text('upload_id').notNull(),
    /** Who reported. */
    accountId: text('account_id').notNull(),
    reason: text('reason').$type<'child' | 'sexual' | 'violence' | 'private' | 'spam' | 'other'>().notNull(),
    /** What it counted for when it came, in [0, 1]. */
    weight: doublePrecision('weight').notNull(),
    /** Whether it took part in hiding the picture. */
    hides: boolean('hides').notNull(),
    at: at('at').notNull(),
    state: text('state').$type<'open' | 'confirmed' | 'wrong'>().notNull(),
    settledAt: at('settled_at'),
  },
  (table) => [
    index('reports_account').on(table.accountId, table.state),
    index('reports_state').on(table.state, table.at),
  ],
);

/** Each time the curtain went up: pictures of low trust wait behind it. */
export const curtains = pgTable('curtains', {
  id: text('id').primaryKey(),
  upAt: at('up_at').notNull(),
  upBy: text('up_by').notNull(),
  expiresAt: at('expires_at').notNull(),
  /** When it was taken down, by a person or because its time was over. */
  downAt: at('down_at'),
  /** Null where its time was over. */
  downBy: text('down_by'),
  /** Published pictures that it hid. */
  hidden: integer('hidden').notNull(),
  /** Of these: how many came back by themselves. */
  returned: integer('returned').notNull(),
  /** When the last picture that may come back was back. */
  finishedAt: at('finished_at'),
});

/** What moves the breaker, in the order in which it happened. Replayed, it gives the same levels. */
export const breakerEvents = pgTable(
  'breaker_events',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: at('at').notNull(),
    kind: text('kind').notNull(),
    accountId: text('account_id').notNull(),
    clusterId: text('cluster_id'),
    uploadId: text('upload_id'),
  },
  (table) => [
    index('breaker_events_at').on(table.at),
    // Hits among any number of forged notices.
    index('breaker_events_kind').on(table.kind, table.at),
    index('breaker_events_account').on(table.accountId, table.at),
  ],
);

/** Devices said that they stopped something; nothing of what it was. */
export const stoppedNotices = pgTable(
  'stopped_notices',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').notNull(),
    context: text('context').$type<Context>().notNull(),
    policySha256: text('policy_sha256').notNull(),
    at: at('at').notNull(),
  },
  (table) => [index('stopped_notices_account').on(table.accountId, table.at)],
);

/** Token buckets; one that is full has no row. */
export const buckets = pgTable(
  'buckets',
  { key: text('key').primaryKey(), tokens: doublePrecision('tokens').notNull(), at: at('at').notNull() },
  (table) => [index('buckets_at').on(table.at)],
);

/** Who sent an upload from where, sealed: for law enforcement's questions and nothing else. */
export const records = pgTable(
  'records',
  { uploadId: text('upload_id').primaryKey(), sealed: text('sealed').notNull(), at: at('at').notNull() },
  (table) => [index('records_at').on(table.at)],
);

/** What must not be deleted, by order. */
export const legalHolds = pgTable(
  'legal_holds',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id'),
    uploadId: text('upload_id'),
    reason: text('reason').notNull(),
    placedAt: at('placed_at').notNull(),
    placedBy: text('placed_by').notNull(),
    liftedAt: at('lifted_at'),
    liftedBy: text('lifted_by'),
  },
  (table) => [
    index('legal_holds_account').on(table.accountId).where(sql`lifted_at is null`),
    index('legal_holds_upload').on(table.uploadId).where(sql`lifted_at is null`),
  ],
);

/** Who looked, exported, pulled the curtain, placed a legal hold: each row holds the hash of the one before. */
export const auditLog = pgTable('audit_log', {
  seq: bigint('seq', { mode: 'number' }).primaryKey(),
  at: at('at').notNull(),
  byAccountId: text('by_account_id').notNull(),
  action: text('action').notNull(),
  subject: text('subject').notNull(),
  details: jsonb('details').$type<Readonly<Record<string, string | number | boolean | null>>>().notNull(),
  previous: text('previous').notNull(),
  hash: text('hash').notNull().unique(),
});
