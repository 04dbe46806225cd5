import { defaultDevicePolicy, digestOfPolicy, type OutcomeAnswer, SafeUploadError } from '@safeupload/sdk/core';
import { type LoggedEntry, readAudit, verifyAuditFor } from './audit/read-audit.js';
import type { AuditHead, AuditVerdict } from './audit/verify-audit.js';
import { type BankKeeper, createBankKeeper } from './banks/bank-keeper.js';
import { createFingerprintIndex } from './banks/fingerprint-index.js';
import { localHoldBank } from './banks/local-hold-bank.js';
import { boundedBlobs } from './bounded-blobs.js';
import { type BreakerView, breakerView } from './breaker/breaker-view.js';
import { type CurtainView, curtainDown, curtainUp, curtainView } from './curtain/curtain.js';
import { decideGroup, type GroupDecided, type GroupDecision } from './desk/decide-group.js';
import { type DeskOrder, desk } from './desk/desk.js';
import type { DeskView } from './desk/desk-view.js';
import { createCourier, sinks, sinksOf } from './events/courier.js';
import type { Actor, Tier } from './identity.js';
import { createLikenessIndex } from './likeness/likeness-index.js';
import { readAddresses, type VerifierOptions } from './options.js';
import { parseServerPolicy } from './policy/parse-server-policy.js';
import { defaultServerPolicy, type ServerPolicy } from './policy/server-policy.js';
import { reap } from './reap/reap.js';
import { type ExportedRecord, type ExportOrder, exportRecord } from './records/export-record.js';
import {
  type LegalHold,
  type LegalHoldOrder,
  liftLegalHold,
  listLegalHolds,
  placeLegalHold,
} from './records/legal-hold.js';
import { type ReportAnswer, type ReportOrder, report } from './reports/report.js';
import { answerUnavailable } from './routes/answers.js';
import { createRoutes } from './routes/routes.js';
import type { Services } from './services.js';
import { webRandom } from './tokens.js';
import { readStanding, type Standing } from './trust/standing.js';
import { useOff } from './trust/use-off.js';
import { createTurns } from './turns.js';
import { type Attached, type AttachOrder, attach } from './uploads/attach.js';
import { decideHold, type HoldDecision } from './uploads/decide-hold.js';
import { detach } from './uploads/detach.js';
import { type Hold, holds } from './uploads/holds.js';
import { type LookOrder, look } from './uploads/look.js';
import { type DecisionRecord, recentDecisions } from './uploads/recent-decisions.js';
import { type ScreenOrder, screen } from './uploads/screen.js';
import { hide, type TakedownOrder, takedown } from './uploads/take-down.js';
import { undo } from './uploads/undo.js';
import { type PicturesOfUpload, picturesOf, statusOf, type UploadView } from './uploads/upload-view.js';
import { drawViews } from './views/draw-views.js';
import { withinTime } from './within-time.js';

/**
 * The server's half of SafeUpload. Believes nothing a browser says: measures every file again, decides, and signs
 * receipts for what may be shown. Each function throws `SafeUploadError` with the codes its own module names.
 */
export interface Verifier {
  /** Answers every route under the audience's path. Never rejects; what breaks is `unavailable` and goes to `onError`. */
  fetch(request: Request): Promise<Response>;
  /** Puts uploads into a post: all or none. `not-yours`, `wrong-context`, `not-attachable`. */
  attach(order: AttachOrder): Promise<Attached[]>;
  /** Takes them out of it again. `not-yours`. */
  detach(order: { readonly uploadIds: readonly string[]; readonly accountId: string }): Promise<void>;
  /** One upload as its host sees it. `not-found`. */
  status(uploadId: string): Promise<UploadView>;
  /** Pictures and receipts of many uploads, for rendering a page. */
  picturesOf(uploadIds: readonly string[]): Promise<Map<string, PicturesOfUpload>>;
  /** Releases or rejects what waits. `role-missing`, `not-found`, `wrong-state`. */
  decideHold(decision: HoldDecision): Promise<void>;
  /** Stops showing for good. `role-missing`, `not-found`, `wrong-state`. */
  takedown(order: TakedownOrder): Promise<void>;
  /** Stops showing for the time being; volunteers may. `role-missing`, `not-found`, `wrong-state`. */
  hide(order: TakedownOrder): Promise<void>;
  /** Takes the last decision about an upload back. `role-missing`, `not-found`, `wrong-state`. */
  undo(order: { readonly uploadId: string; readonly by: Actor }): Promise<void>;
  /** What waits in a lane. `role-missing`. */
  holds(order: { readonly lane: 'ordinary' | 'severe'; readonly by: Actor }): Promise<Hold[]>;
  /** What people decided lately. `role-missing`. */
  decisions(order: { readonly by: Actor; readonly most?: number }): Promise<DecisionRecord[]>;
  /** What waits in a lane, grouped by account or by likeness. `role-missing`. */
  desk(order: DeskOrder): Promise<DeskView>;
  /** Rejects all that waits of an account or of a group of pictures that look alike, in one press. `role-missing`, `not-found`. */
  decideGroup(decision: GroupDecision): Promise<GroupDecided>;
  /** Takes a member's report of a picture. `not-found`, `wrong-state`, `rate-limited`. */
  report(order: ReportOrder): Promise<ReportAnswer>;
  /** The button for the night: pictures of low trust wait and those of the last day are hidden. `role-missing`. */
  readonly curtain: {
    /** Pulls it, or renews it. */
    up(order: { readonly by: Actor }): Promise<CurtainView>;
    /** Takes it down before its time. */
    down(order: { readonly by: Actor }): Promise<CurtainView>;
    view(order: { readonly by: Actor }): Promise<CurtainView>;
  };
  /** The breaker's levels with their reasons and ends. `role-missing`. */
  breaker(order: { readonly by: Actor }): Promise<BreakerView>;
  /** How far an account has come, and whether pictures from addresses (previews, remote avatars) are on for it: ask before fetching one. */
  trustOf(account: {
    readonly accountId: string;
    readonly tier: Tier;
  }): Promise<Standing & { readonly remotePictures: boolean }>;
  /** A picture that is not public, for deciding about it; logged. `role-missing`, `not-found`, `wrong-state`. */
  look(order: LookOrder): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string }>;
  /** Screens bytes that came by another way than a browser. Throws what is wrong with the file itself. */
  screen(bytes: Uint8Array, order: ScreenOrder): Promise<OutcomeAnswer>;
  /** Orders that nothing of an account or an upload may be deleted. `role-missing`: the safety officer's. */
  readonly legalHold: {
    /** `options-invalid`, `not-found`. */
    place(order: LegalHoldOrder): Promise<LegalHold>;
    /** `not-found`, `wrong-state`. */
    lift(order: { readonly id: string; readonly reason?: string; readonly by: Actor }): Promise<LegalHold>;
    list(order: { readonly by: Actor; readonly lifted?: boolean }): Promise<LegalHold[]>;
  };
  /** What is kept of an upload, opened for an authority; logged before it returns. `role-missing`, `not-found`, `options-invalid`. */
  exportRecord(order: ExportOrder): Promise<ExportedRecord>;
  /** Who looked, exported, pulled the curtain, held by order. `role-missing`: the safety officer's. */
  readonly audit: {
    /** Computes the whole chain anew. */
    verify(order: {
      readonly by: Actor;
      readonly expectHead?: AuditHead;
      readonly signal?: AbortSignal;
    }): Promise<AuditVerdict>;
    /** The newest entries, newest first, at most 1,000. */
    read(order: { readonly by: Actor; readonly most?: number }): Promise<LoggedEntry[]>;
  };
  readonly banks: BankKeeper;
  readonly policy: ServerPolicy;
  /** Everything that goes by time; call it about every minute. The signal and `dispose` end its dear part early. */
  reap(signal?: AbortSignal): Promise<void>;
  /** Waits for what is under way, at most 30 s; afterwards `fetch` answers `unavailable`. Database, blobs and measurer stay the caller's. */
  dispose(): Promise<void>;
}

/** What is still under way after this, in ms, hangs in the host's code or the database: it is left, its caller may repeat it. */
const longestFarewellMs = 30_000;

/** A verifier. Throws `options-invalid`, `policy-invalid` or `keys-missing` where it could not work. */
export async function createVerifier(options: VerifierOptions): Promise<Verifier> {
  const services = await servicesOf(options);
  const banks = createBankKeeper(services);
  for (const bank of [localHoldBank, ...(options.banks ?? [])]) await banks.declare(bank);
  const routes = createRoutes(services);
  const underWay = new Set<Promise<unknown>>();
  const stopping = new AbortController();
  services.courier.wake();

  return {
    async fetch(request) {
      if (stopping.signal.aborted) return answerUnavailable();
      const answering = routes(request);
      underWay.add(answering);
      try {
        return await answering;
      } finally {
        underWay.delete(answering);
      }
    },
    attach: (order) => attach(order, services),
    detach: (order) => detach(order, services),
    status: (uploadId) => statusOf(uploadId, services),
    picturesOf: (uploadIds) => picturesOf(uploadIds, services),
    decideHold: (decision) => decideHold(decision, services),
    takedown: (order) => takedown(order, services),
    hide: (order) => hide(order, services),
    undo: (order) => undo(order, services),
    holds: (order) => holds(order, services),
    decisions: (order) => recentDecisions(order, services),
    desk: (order) => desk(order, services),
    decideGroup: (decision) => decideGroup(decision, services),
    report: (order) => report(order, services),
    curtain: {
      up: (order) => curtainUp(order, services),
      down: (order) => curtainDown(order, services),
      view: (order) => curtainView(order, services),
    },
    breaker: (order) => breakerView(order, services),
    async trustOf(account) {
      const standing = await readStanding(services.database, account, services);
      const remotePictures = useOff({ context: 'preview', remote: true }, standing, services) === null;
      return { ...standing, remotePictures };
    },
    look: (order) => look(order, services),
    screen: (bytes, order) => screen(bytes, order, services),
    legalHold: {
      place: (order) => placeLegalHold(order, services),
      lift: (order) => liftLegalHold(order, services),
      list: (order) => listLegalHolds(order, services),
    },
    exportRecord: (order) => exportRecord(order, services),
    audit: {
      verify: (order) => verifyAuditFor(order, services),
      read: (order) => readAudit(order, services),
    },
    banks,
    policy: services.policy,
    reap: (signal) =>
      reap(services, signal === undefined ? stopping.signal : AbortSignal.any([signal, stopping.signal])),
    async dispose() {
      stopping.abort();
      const ended = Promise.allSettled([...underWay, services.courier.dispose()]);
      try {
        await withinTime(ended, longestFarewellMs, 'What was under way when the verifier was disposed of');
      } catch (error) {
        services.onError(error, 'disposing of the verifier');
      }
    },
  };
}

async function servicesOf(options: VerifierOptions): Promise<Services> {
  const addresses = readAddresses(options);
  if (options.keys.receipt.length === 0 || options.keys.sealing.length === 0) {
    throw new SafeUploadError('keys-missing', 'The verifier needs a receipt key and a sealing key. Make keys first.');
  }
  // A host in JavaScript may have made its keys by hand, before there were views.
  if (options.keys.views === undefined) {
    throw new SafeUploadError(
      'keys-missing',
      'The verifier needs a key to draw views with: an HKDF key with the usage deriveBits as `keys.views`. parseKeys and loadKeys make it.',
    );
  }
  if (options.keepEvents === true && sinksOf(options).length > 0) {
    throw new SafeUploadError(
      'options-invalid',
      'keepEvents leaves events to the next server, onDecision and webhook deliver them here: give one or the other.',
    );
  }
  const clock = options.clock ?? Date.now;
  const onError = options.onError ?? (() => undefined);
  const policy = parseServerPolicy(options.policy ?? defaultServerPolicy);
  return {
    ...addresses,
    database: options.database,
    blobs: boundedBlobs(options.blobs, policy.times.blob),
    keys: options.keys,
    measurer: options.measurer,
    identify: (request) => options.identify(request),
    policy,
    views: await drawViews(options.keys.views, policy.views),
    bundledPolicySha256: await digestOfPolicy(defaultDevicePolicy),
    pictureSharing: options.pictureSharing ?? 'same-origin',
    sinks: options.keepEvents === true ? sinks : sinksOf(options),
    courier: createCourier(options.database, options, clock, onError),
    turns: createTurns(),
    fingerprintIndex: createFingerprintIndex(),
    likenessIndex: createLikenessIndex({ policy, clock }),
    inFlight: new Map(),
    clock,
    random: options.random ?? webRandom,
    onError,
  };
}
