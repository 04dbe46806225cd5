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
  {
    version: 4,
    title: 'what protects a forum when nobody is awake',
    statements: [
      `create table accounts (
        account_id text primary key,
        tier text not null check (tier in ('new', 'known', 'trusted')),
        since bigint,
        first_seen_at bigint not null,
        last_seen_at bigint not null
      )`,
      // Known by their uploads: without a row an account counts as new, and the first curtain would hide trusted members' pictures.
      `insert into accounts (account_id, tier, since, first_seen_at, last_seen_at)
        select distinct on (account_id) account_id, tier, null, min(created_at) over (partition by account_id), created_at
        from uploads order by account_id, created_at desc`,
      `alter table uploads add column route text not null default 'claimed'
        check (route in ('claimed', 'unclaimed', 'deposited', 'server'))`,
      'alter table uploads alter column route drop default',
      'alter table uploads add column cluster_id text',
      'alter table uploads add column accepted_at bigint',
      `alter table uploads add column hidden_by text check (hidden_by in ('person', 'report', 'curtain', 'likeness'))`,
      'alter table uploads add column hidden_at bigint',
      'alter table uploads add column curtain_id text',
      // Where it came from is kept sealed in `records` from now on, with an end.
      'alter table uploads drop column peer_address',
      'alter table uploads drop column peer_port',
      // Until now derivatives of what was rejected or taken down outlived its original for ever: the next reaping takes them.
      `update uploads set original_expires_at = 0
        where state in ('rejected', 'takenDown') and original_expires_at is null`,
      'create index uploads_accepted on uploads (account_id) where accepted_at is not null',
      'create index uploads_cluster on uploads (cluster_id)',
      'create index uploads_attached on uploads (state, attached_at)',
      'create index uploads_hidden on uploads (hidden_by, state)',
      'create index uploads_digest on uploads (sha256)',
      `create index uploads_standing on uploads (attached_at)
        where outcome = 'allowed' and state = 'attached' and accepted_at is null`,
      'create index looks_by on looks (by_account_id, at)',
      `alter table decisions add column hidden_by text check (hidden_by in ('person', 'report', 'curtain', 'likeness'))`,
      'alter table decisions add column before jsonb',
      `create table press_entries (
        decision_id text not null references decisions (id),
        entry_id bigint not null references bank_entries (id) on delete cascade,
        primary key (decision_id, entry_id)
      )`,
      'create index press_entries_entry on press_entries (entry_id)',
      `create table fingerprints (
        id bigint primary key generated always as identity,
        upload_id text not null references uploads (id),
        hash text not null check (hash ~ '^[0-9a-f]{64}$'),
        quality integer not null,
        orientations text not null check (orientations ~ '^([0-9a-f]{64}){1,8}$'),
        at bigint not null
      )`,
      'create index fingerprints_upload on fingerprints (upload_id)',
      'create index fingerprints_at on fingerprints (at)',
      `create table reports (
        id text primary key,
        upload_id text not null references uploads (id),
        account_id text not null,
        reason text not null check (reason in ('child', 'sexual', 'violence', 'private', 'spam', 'other')),
        weight double precision not null,
        hides boolean not null,
        at bigint not null,
        state text not null check (state in ('open', 'confirmed', 'wrong')),
        settled_at bigint,
        unique (upload_id, account_id),
        check ((state = 'open') = (settled_at is null))
      )`,
      'create index reports_account on reports (account_id, state)',
      'create index reports_state on reports (state, at)',
      `create table curtains (
        id text primary key,
        up_at bigint not null,
        up_by text not null,
        expires_at bigint not null,
        down_at bigint,
        down_by text,
        hidden integer not null,
        returned integer not null,
        finished_at bigint
      )`,
      // One at a time: two volunteers who press at the same moment press the same one.
      'create unique index curtains_one_up on curtains ((true)) where down_at is null',
      `create table breaker_events (
        id bigint primary key generated always as identity,
        at bigint not null,
        kind text not null,
        account_id text not null,
        cluster_id text,
        upload_id text
      )`,
      'create index breaker_events_at on breaker_events (at)',
      'create index breaker_events_kind on breaker_events (kind, at)',
      'create index breaker_events_account on breaker_events (account_id, at)',
      `create table stopped_notices (
        id text primary key,
        account_id text not null,
        context text not null,
        policy_sha256 text not null,
        at bigint not null
      )`,
      'create index stopped_notices_account on stopped_notices (account_id, at)',
      `create table buckets (
        key text primary key,
        tokens double precision not null,
        at bigint not null
      )`,
      'create index buckets_at on buckets (at)',
      `create table records (
        upload_id text primary key references uploads (id),
        sealed text not null,
        at bigint not null
      )`,
      'create index records_at on records (at)',
      `create table legal_holds (
        id text primary key,
        account_id text,
        upload_id text,
        reason text not null,
        placed_at bigint not null,
        placed_by text not null,
        lifted_at bigint,
        lifted_by text,
        check ((account_id is null) <> (upload_id is null))
      )`,
      'create index legal_holds_account on legal_holds (account_id) where lifted_at is null',
      'create index legal_holds_upload on legal_holds (upload_id) where lifted_at is null',
      `create table audit_log (
        seq bigint primary key,
        at bigint not null,
        by_account_id text not null,
        action text not null,
        subject text not null,
        details jsonb not null,
        previous text not null,
        hash text not null unique
      )`,
      // Append-only also against a mistake in our own code; whoever owns the database can still drop the trigger, which the chain shows.
      `create function audit_log_is_append_only() returns trigger language plpgsql as $$
        begin raise exception 'audit_log is append-only'; end $$`,
      `create trigger audit_log_append_only before update or delete or truncate on audit_log
        for each statement execute function audit_log_is_append_only()`,
    ],
  },
];
