import type { Context } from '@safeupload/sdk/core';
import { type Levels, readLevels } from '../breaker/read-levels.js';
import { activeCurtain } from '../curtain/active-curtain.js';
import type { Queries } from '../database/database.js';
import type { ServerReason } from '../decide/server-verdict.js';
import { clusterMarks } from '../likeness/cluster-marks.js';
import { isCovered } from '../policy/cover-hours.js';
import type { Services } from '../services.js';
import { awaitsLook } from '../trust/awaits-look.js';
import type { Standing } from '../trust/standing.js';

/** What is asked about: a picture of this account, for this use, in this group of pictures that look alike. */
export interface Waiting {
  readonly standing: Standing;
  readonly context: Context;
  readonly clusterId: string | null;
  /** It looks like a picture that was rejected, in whatever group that is; known when it is stored. */
  readonly likeRejected?: boolean;
}

/**
 * Why a picture has to wait for a person at this moment, whatever it shows: its account is a newcomer, or of low trust with
 * something hidden that people objected to, the curtain is up, the breaker raised a level, or it looks like one that was
 * rejected or reported. Asked when a picture is stored and again when it is attached, both times in the transaction that
 * would make it public and under the shared lock `strictness`, so that nothing slips through between. Every entry only ever
 * tightens.
 */
export async function holdDemands(queries: Queries, waiting: Waiting, services: Services): Promise<ServerReason[]> {
  const { standing, context, clusterId } = waiting;
  const { newcomers } = services.policy;
  const now = services.clock();
  const demands: ServerReason[] = [];
  if (standing.newcomer && newcomers.waitIn.includes(context) && !isCovered(newcomers.coverHours, now)) {
    demands.push({ code: 'newcomer' });
  }
  if (standing.lowTrust && (await activeCurtain(queries, now)) !== null) demands.push({ code: 'curtain' });
  // A sleeper who was reported goes on after the curtain, with pictures that look like none before.
  if (standing.lowTrust && (await awaitsLook(queries, standing.accountId))) demands.push({ code: 'account-hidden' });
  const levels = await readLevels(queries, { accountId: standing.accountId, clusterId }, services);
  demands.push(...levelDemands(levels, standing));
  const marks = await clusterMarks(queries, clusterId);
  if (marks.rejected || waiting.likeRejected === true) demands.push({ code: 'like-rejected' });
  // Anybody can report: copies that established members post go on.
  else if (marks.reported && standing.lowTrust) demands.push({ code: 'like-reported' });
  return demands;
}

/**
 * What the breaker's levels ask of an upload: those by confirmed hits of whoever posts that account's pictures or copies,
 * the forum's and the forgeable one only of low trust.
 */
export function levelDemands(levels: Levels, standing: Pick<Standing, 'lowTrust'>): ServerReason[] {
  const demands: ServerReason[] = [];
  if (levels.account || (levels.accountForgeable && standing.lowTrust)) demands.push({ code: 'account-level' });
  if (levels.cluster) demands.push({ code: 'cluster-level' });
  if (levels.forum && standing.lowTrust) demands.push({ code: 'forum-level' });
  return demands;
}
