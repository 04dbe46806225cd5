import type { Context, Format, Outcome, UploadState } from '@safeupload/sdk/core';
import type { Tier } from '../identity.js';
import type { ReportReason } from '../reports/report-reasons.js';
import type { AttachTarget } from '../uploads/attach-target.js';

/** One picture at the desk: what somebody needs who has to decide. Never a score. */
export interface DeskRow {
  readonly uploadId: string;
  readonly accountId: string;
  readonly tier: Tier;
  /** When the account was made, as the host says, or first seen here; ms since the epoch. */
  readonly accountSince: number;
  /** Whether `accountSince` is the host's word. */
  readonly accountSinceIsHosts: boolean;
  readonly accepted: number;
  readonly context: Context;
  readonly outcome: Outcome;
  readonly state: UploadState;
  /** How it came. */
  readonly route: 'claimed' | 'unclaimed' | 'deposited' | 'server';
  /** When it was uploaded, ms since the epoch. */
  readonly at: number;
  /** Plain sentences: why it waits, also "Members reported it: …". */
  readonly reasons: readonly string[];
  /** Present where the member asked for a person; the note is what she wrote, or empty. */
  readonly appeal: { readonly note: string } | null;
  readonly attachedTo: AttachTarget | null;
  /** Null where it is not hidden. */
  readonly hiddenBy: 'person' | 'report' | 'curtain' | 'likeness' | null;
  /** Reports that nobody settled, counted by reason; who reported is not shown here. */
  readonly openReports: Readonly<Partial<Record<ReportReason, number>>>;
  readonly clusterId: string;
  /** Pictures of the same group, this one included, whatever became of them. */
  readonly copies: number;
  /** What people decided about others of its group or of its account, newest first, plain sentences, at most 5. */
  readonly othersDecided: readonly string[];
  /** How often somebody looked at it. */
  readonly looks: number;
  readonly format: Format;
  readonly width: number;
  readonly height: number;
  /** Whether the one who asks may look and release; in the severe lane only the safety officer. */
  readonly mayLook: boolean;
}

/** Rows that can be decided in one press. */
export interface DeskGroup {
  readonly kind: 'account' | 'likeness';
  /** Account id or cluster id. */
  readonly id: string;
  /** What is hidden or reported first, then the oldest first; at most 50 of them. */
  readonly rows: readonly DeskRow[];
  /** All that wait in it. */
  readonly waiting: number;
  /** Something in it is hidden or reported: such groups stand at the top. */
  readonly urgent: boolean;
}

/** The desk of one lane. */
export interface DeskView {
  readonly lane: 'ordinary' | 'severe';
  /** What people objected to first, then other urgent groups, each by their oldest row; at most 100. */
  readonly groups: readonly DeskGroup[];
  /** All that wait in the lane. */
  readonly waiting: number;
  /** Looks of the one who asks in this shift. */
  readonly wellbeing: Wellbeing;
}

/** How much somebody has looked at lately. */
export interface Wellbeing {
  readonly looks: number;
  readonly looksBeforeRest: number;
  /** True once the desk should ask to stop for today. It asks; nothing is forbidden. */
  readonly rest: boolean;
}
