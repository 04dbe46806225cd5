/** One step of the database, applied once, in order, whole or not at all. */
export interface Migration {
  /** Consecutive from 1. */
  readonly version: number;
  readonly title: string;
  /** One SQL statement each: PGlite's extended protocol takes no more. The same text runs on PostgreSQL. */
  readonly statements: readonly string[];
}

/** All steps there ever were. Never edit one that was released: add the next. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    title: 'tickets, uploads, derivatives, receipts, decisions, banks, outbox',
    statements: [
      `create table nonces (
        nonce text primary key,
        account_id text not null,
        session_id text not null,
        thumbprint text not null,
        public_key jsonb not null,
        context text not null,
        issued_at bigint not null,
        expires_at bigint not null,
        state text not null check (state in ('open', 'bound', 'settled')),
        claim_identity text,
        upload_id text,
        check ((state = 'open') = (claim_identity is null)),
        check ((state = 'settled') = (upload_id is not null))
      )`,
      'create index nonces_session on nonces (session_id, state, expires_at)',
      `create table issued_policies (
        sha256 text primary key,
        policy_id text not null,
        last_issued_at bigint not null
      )`,
      `create table uploads (
        id text primary key,
        account_id text not null,
        session_id text not null,
        tier text not null check (tier in ('new', 'known', 'trusted')),
        context text not null,
        outcome text not null check (outcome in ('allowed', 'held', 'refused')),
        state text not null check (state in
          ('unattached', 'attached', 'hidden', 'takenDown', 'rejected', 'withdrawn', 'expired')),
        created_at bigint not null,
        expires_at bigint,
        sha256 text not null,
        bytes integer not null,
        format text not null,
        width integer not null,
        height integer not null,
        evidence jsonb,
        reasons jsonb not null,
        severe boolean not null,
        policy_id text not null,
        original_key text,
        original_expires_at bigint,
        target_context text,
        target_id text,
        attached_at bigint,
        appealed boolean not null,
        note text,
        claim_identity text,
        peer_address text,
        peer_port integer,
        check (outcome <> 'refused' or state = 'unattached'),
        check (state not in ('attached', 'hidden') or target_id is not null)
      )`,
      'create index uploads_account on uploads (account_id, created_at)',
      'create index uploads_outcome on uploads (outcome, state, severe, created_at)',
      'create index uploads_expiry on uploads (expires_at)',
      'create index uploads_original_expiry on uploads (original_expires_at)',
      `create table derivatives (
        upload_id text not null references uploads (id),
        name text not null,
        publishable boolean not null,
        format text not null,
        width integer not null,
        height integer not null,
        bytes integer not null,
        sha256 text not null,
        blob_key text not null,
        address text unique,
        primary key (upload_id, name)
      )`,
      `create table receipts (
        jti text primary key,
        upload_id text not null references uploads (id),
        token text not null,
        issued_at bigint not null,
        revoked_at bigint
      )`,
      'create index receipts_upload on receipts (upload_id, revoked_at)',
      // At most one valid receipt an upload: two transactions that both publish cannot both commit.
      'create unique index receipts_one_valid on receipts (upload_id) where revoked_at is null',
      `create table decisions (
        id text primary key,
        upload_id text not null references uploads (id),
        type text not null,
        by_account_id text,
        reason text,
        at bigint not null,
        from_outcome text not null,
        from_state text not null,
        to_outcome text not null,
        to_state text not null,
        undone boolean not null
      )`,
      'create index decisions_at on decisions (at)',
      'create index decisions_upload on decisions (upload_id, at)',
      `create table looks (
        id text primary key,
        upload_id text not null references uploads (id),
        by_account_id text not null,
        size text not null,
        at bigint not null
      )`,
      'create index looks_upload on looks (upload_id)',
      `create table banks (
        name text primary key,
        meaning text not null check (meaning in ('block', 'hold', 'allow')),
        severe boolean not null,
        disclosable boolean not null
      )`,
      `create table bank_entries (
        id bigint primary key generated always as identity,
        bank text not null references banks (name),
        kind text not null check (kind in ('sha256', 'pdq')),
        value text not null check (value ~ '^[0-9a-f]{64}$'),
        note text,
        added_at bigint not null,
        unique (bank, kind, value)
      )`,
      'create index bank_entries_value on bank_entries (kind, value)',
      `create table idempotency_keys (
        session_id text not null,
        key text not null,
        sha256 text not null,
        context text not null,
        upload_id text not null references uploads (id),
        at bigint not null,
        primary key (session_id, key)
      )`,
      `create table deposits (
        claim_identity text primary key,
        account_id text not null,
        sha256 text not null,
        token text not null,
        nonce text not null,
        deposited_at bigint not null,
        expires_at bigint not null
      )`,
      'create index deposits_digest on deposits (account_id, sha256)',
      `create table signals (
        id text primary key,
        upload_id text,
        account_id text not null,
        kind text not null,
        runtime text not null,
        details jsonb not null,
        at bigint not null
      )`,
      'create index signals_account on signals (account_id, at)',
      `create table outbox (
        id text primary key,
        sink text not null check (sink in ('host', 'webhook')),
        event jsonb not null,
        created_at bigint not null,
        attempts integer not null,
        next_attempt_at bigint,
        delivered_at bigint
      )`,
      'create index outbox_due on outbox (next_attempt_at)',
      `create table loose_blobs (
        key text primary key,
        due_at bigint not null
      )`,
      'create index loose_blobs_due on loose_blobs (due_at)',
    ],
  },
  {
    version: 2,
    title: 'what is hidden may be detached from its post',
    statements: [
      // The name that PostgreSQL gave the second unnamed check of the table.
      'alter table uploads drop constraint uploads_check1',
      `alter table uploads add constraint uploads_attached_target check (state <> 'attached' or target_id is not null)`,
    ],
  },
  {
    version: 3,
    title: 'screening that could not be finished is tried again',
    statements: ['alter table uploads add column screening_tried_at bigint'],
  },
];
