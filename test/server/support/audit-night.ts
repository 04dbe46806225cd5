import { type BreakerEvent, breakerAt, type Database, type Verifier } from '@safeupload/server';
import { sql } from 'drizzle-orm';
import { verifyAudit } from '../../../packages/server/src/audit/verify-audit.js';
import { activeCurtain } from '../../../packages/server/src/curtain/active-curtain.js';
import { breakerEvents } from '../../../packages/server/src/database/schema.js';
import type { Deed, Done } from './night-promises.js';
import { audience } from './room.js';

/** What the auditor looks at. */
export interface Night {
  readonly database: Database;
  /** One on that database whose clock says `now`. */
  readonly verifier: Verifier;
  /** Everything that was begun, in order. */
  readonly deeds: readonly Done[];
  /** ms since the epoch. */
  readonly now: number;
}

interface Upload {
  readonly id: string;
  readonly accountId: string;
  readonly outcome: string;
  readonly state: string;
  readonly hiddenBy: string | null;
  readonly acceptedAt: number | null;
  readonly tier: string;
  /** Receipts that are not revoked. */
  readonly receipts: number;
  /** When the first member reported it whom nobody found wrong. */
  readonly reportedAt: number | null;
}

interface Decision {
  readonly uploadId: string;
  readonly type: string;
  readonly by: string | null;
  readonly at: number;
  readonly outcome: string;
  readonly state: string;
}

/** The records that each deed leaves. */
const recordsOf = {
  reject: ['rejected', 'taken-down'],
  release: ['released', 'kept'],
  hide: ['hidden'],
  takedown: ['taken-down'],
  undo: ['undone'],
} as const satisfies Partial<Record<Deed, readonly string[]>>;

/**
 * Everything in the database that is not as it was promised, or does not fit together, one line a problem. Empty where
 * nothing was lost: no upload, hold, report, curtain, hidden picture or level, and nothing is public that must not be. What
 * was begun and never acknowledged may have happened or not.
 */
export async function auditNight(night: Night): Promise<string[]> {
  const { database, verifier, deeds, now } = night;
  const problems: string[] = [];
  const say = (kind: string, what: string) => void problems.push(`${kind}: ${what}`);
  const rowsOf = async <Row>(query: ReturnType<typeof sql>): Promise<Row[]> =>
    // Provable: each caller's type has the columns of its query, on PGlite.
    ((await database.execute(query)) as unknown as { rows: Row[] }).rows;

  const uploads = await rowsOf<Upload>(sql`select u.id, u.account_id as "accountId", u.outcome, u.state,
    u.hidden_by as "hiddenBy", u.accepted_at::float8 as "acceptedAt", a.tier,
    (select count(*)::int from receipts r where r.upload_id = u.id and r.revoked_at is null) as receipts,
    (select min(r.at)::float8 from reports r where r.upload_id = u.id and r.state <> 'wrong') as "reportedAt"
    from uploads u join accounts a on a.account_id = u.account_id`);
  const decisions = await rowsOf<Decision>(sql`select upload_id as "uploadId", type, by_account_id as by, at::float8,
    to_outcome as outcome, to_state as state from decisions order by at, id`);
  const reports = await rowsOf<{ key: string }>(sql`select upload_id || ' ' || account_id as key from reports`);
  const pictures = await rowsOf<{ uploadId: string; address: string; format: string }>(
    sql`select upload_id as "uploadId", address, format from derivatives where publishable and address is not null`,
  );
  const byId = new Map(uploads.map((upload) => [upload.id, upload]));
  const isShown = (upload: Upload | undefined) => upload?.outcome === 'allowed' && upload.state === 'attached';
  const done = (...kinds: readonly Deed[]) =>
    deeds.filter(({ deed, isAcknowledged }) => isAcknowledged && kinds.includes(deed));
  /** Whether one of these may have happened to the upload at all. */
  const mayHave = (uploadId: string, ...kinds: readonly Deed[]) =>
    deeds.some((one) => one.uploadId === uploadId && kinds.includes(one.deed) && !one.isRefused);
  const decidedOf = (uploadId: string, types: readonly string[]) =>
    decisions.filter((one) => one.uploadId === uploadId && types.includes(one.type));

  auditPictures();
  for (const { uploadId, address, format } of pictures) {
    const expected = isShown(byId.get(uploadId)) ? 200 : 404;
    const path = `${audience}/p/${address}.${format === 'jpeg' ? 'jpg' : format}`;
    const { status } = await verifier.fetch(new Request(path));
    if (status !== expected) say('public', `${uploadId} answers ${status}, expected ${expected}`);
  }
  auditUploads();
  auditDecisions();
  auditReports();
  await auditCurtain();
  await auditLevels();
  const chain = await verifyAudit(database);
  if (!chain.whole) say('audit log', chain.sentence);
  return problems;

  /** Each upload by itself: shown with exactly one receipt, hidden for a reason, where its last decision put it. */
  function auditPictures(): void {
    for (const { id, outcome, state, hiddenBy, receipts } of uploads) {
      const isPublic = outcome === 'allowed' && state === 'attached';
      if (receipts !== (isPublic ? 1 : 0)) say('receipt', `${id} is ${outcome} and ${state} with ${receipts} receipts`);
      if (state === 'hidden' && hiddenBy === null) say('hidden', `${id} is hidden by nobody`);
      const all = decisions.filter(({ uploadId }) => uploadId === id);
      // Several of one millisecond have no order.
      const last = all.filter(({ at }) => at === all.at(-1)?.at);
      const fits = last.some((one) => one.outcome === outcome && placeOf(one.state) === placeOf(state));
      if (last.length > 0 && !fits) say('place', `${id} is ${outcome} and ${state}, its last decision says otherwise`);
    }
  }

  /** What an uploader was told of. */
  function auditUploads(): void {
    for (const { deed, uploadId, outcome } of done('upload', 'attach')) {
      const upload = byId.get(uploadId);
      if (upload === undefined) {
        say('upload', `${uploadId} is gone after ${deed}`);
        continue;
      }
      const waits = upload.outcome === 'held' && (upload.state === 'attached' || upload.state === 'unattached');
      const isDecided = mayHave(uploadId, 'release', 'reject', 'undo') || upload.state === 'expired';
      if (outcome === 'held' && !waits && !isDecided) {
        say('hold', `${uploadId} waited and is ${upload.outcome} and ${upload.state}, and nobody decided`);
      }
      if (deed === 'attach' && upload.state === 'unattached') say('upload', `${uploadId} is attached no longer`);
    }
  }

  /** What staff was told of, and nothing that nobody did. */
  function auditDecisions(): void {
    for (const [deed, types] of Object.entries(recordsOf)) {
      // Provable: the keys of `recordsOf` are deeds.
      for (const { uploadId } of done(deed as keyof typeof recordsOf)) {
        if (decidedOf(uploadId, types).length === 0) say('decision', `${deed} of ${uploadId} left no record`);
      }
    }
    for (const { uploadId, type, by } of decisions) {
      // Pulling the curtain and rejecting with copies hide many at once.
      if (by === null || type === 'hidden' || type === 'held') continue;
      const kinds = Object.entries(recordsOf).filter(([, types]) => (types as readonly string[]).includes(type));
      // Provable: as above.
      if (!mayHave(uploadId, ...kinds.map(([deed]) => deed as Deed)))
        say('decision', `nobody began ${type} of ${uploadId}`);
    }
    for (const { deed, uploadId } of done('reject', 'takedown')) {
      const state = byId.get(uploadId)?.state;
      if (state !== 'rejected' && state !== 'takenDown' && !mayHave(uploadId, 'undo')) {
        say('stopped', `${uploadId} is ${state} after ${deed}`);
      }
    }
  }

  /** Reports are there, and what a reporter saw hidden stays so until somebody decides. */
  function auditReports(): void {
    const kept = new Set(reports.map(({ key }) => key));
    for (const { uploadId, accountId, state } of done('report')) {
      if (!kept.has(`${uploadId} ${accountId}`)) say('report', `${accountId}'s of ${uploadId} is gone`);
      if (state === 'hidden' && isShown(byId.get(uploadId)) && !mayHave(uploadId, 'release', 'undo')) {
        say('shown', `${uploadId} was hidden after a report and is shown, and nobody decided`);
      }
    }
    for (const { id, reportedAt } of uploads) {
      const [back] = decidedOf(id, ['shown-again']).slice(-1);
      if (reportedAt !== null && back !== undefined && back.at > reportedAt)
        say('shown', `${id} came back by itself after a report`);
    }
  }

  /** The curtain is up as long as it was promised, no longer than anybody could press, and nothing shows behind it. */
  async function auditCurtain(): Promise<void> {
    const curtain = await activeCurtain(database, now);
    const presses = (kind: Deed) => deeds.filter(({ deed, isRefused }) => deed === kind && !isRefused);
    for (const { from, expiresAt = 0 } of done('up')) {
      const isOverruled = presses('down').some((down) => down.to > from);
      if (now < expiresAt && !isOverruled && (curtain?.expiresAt ?? 0) < expiresAt) {
        say('curtain', `was promised until ${expiresAt} and is up until ${curtain?.expiresAt ?? 'no time'}`);
      }
    }
    if (curtain === null) return;
    for (const { from } of done('down')) {
      if (presses('up').every((up) => up.to < from)) say('curtain', 'was taken down and is up');
    }
    if (curtain.expiresAt > now + verifier.policy.curtain.lasts)
      say('curtain', 'is up for longer than one press lasts');
    for (const upload of uploads) {
      const isLooked = (upload.acceptedAt ?? 0) >= curtain.upAt || decidedOf(upload.id, ['undone']).length > 0;
      if (upload.tier !== 'trusted' && isShown(upload) && !isLooked) say('behind the curtain', `${upload.id} is shown`);
    }
  }

  /** Every acknowledged rejection that nobody took back raises its account, those of two accounts the forum. */
  async function auditLevels(): Promise<void> {
    const rules = verifier.policy.breaker;
    const events: BreakerEvent[] = await database.select().from(breakerEvents);
    const { raised } = breakerAt(events, now, rules);
    const hits = done('reject', 'takedown')
      .filter(({ uploadId }) => !mayHave(uploadId, 'undo'))
      .map(({ uploadId, beganAt }) => ({ beganAt, accountId: byId.get(uploadId)?.accountId ?? '' }));
    for (const { beganAt, accountId } of hits) {
      const end = beganAt + rules.accountLasts;
      const stands = raised.some(
        ({ scope, lowTrustOnly, expiresAt }) =>
          scope.kind === 'account' && scope.id === accountId && !lowTrustOnly && expiresAt >= end,
      );
      if (now < end && !stands) say('level', `of ${accountId} ends before ${end}`);
      // Half of the time that counts: how long each deed took nobody knows.
      const near = hits.filter((other) => Math.abs(other.beganAt - beganAt) <= rules.together / 2);
      const forumEnd = beganAt + rules.forumLasts;
      const isForum = new Set(near.map((other) => other.accountId)).size >= rules.accountsForForum;
      const isUp = raised.some(({ scope, expiresAt }) => scope.kind === 'forum' && expiresAt >= forumEnd);
      if (isForum && now < forumEnd && !isUp) say('level', `of the forum ends before ${forumEnd}`);
    }
  }
}

/** What is attached by the host leaves no decision. */
function placeOf(state: string): string {
  return state === 'unattached' ? 'attached' : state;
}
