import type { ServerPolicy } from '../policy/server-policy.js';
import {
  type BreakerEvent,
  type Forgeable,
  forgeableKinds,
  type Hit,
  type HitKind,
  hitKinds,
} from './breaker-event.js';

/**
 * Events of each sort that are folded at most, the newest. So many hits take an attacker so many pictures that people
 * rejected or lists know, within two days; if the newest are all one account's, no more than that account is raised.
 */
export const mostFolded = 5000;

/**
 * The events that count at `now`, by time and then by place in the log. Each counts at its own time and never earlier: one
 * server's clock that runs ahead must not carry the others' events along, so an event of the future waits until then.
 * Older than `remembered` is forgotten. A retraction takes back the hits of its upload that stand before it in the log
 * (by place, not by time: clocks differ); a hit after it counts again. Reading a row twice changes nothing; kinds that
 * this version does not know are ignored.
 */
export function eventsThatCount(
  events: readonly BreakerEvent[],
  now: number,
  rules: ServerPolicy['breaker'],
): { readonly hits: readonly Hit[]; readonly forgeable: readonly Forgeable[] } {
  const byPlace = new Map<number, BreakerEvent>();
  for (const event of events) {
    if (event.at > now - rules.remembered && event.at <= now) byPlace.set(event.id, event);
  }
  const counted = [...byPlace.values()].sort((one, other) => one.at - other.at || one.id - other.id);
  const takenBack = new Map<string, number>();
  for (const { kind, uploadId, id } of counted) {
    if (kind === 'retracted' && uploadId !== null) takenBack.set(uploadId, Math.max(id, takenBack.get(uploadId) ?? id));
  }
  const hits: Hit[] = [];
  const forgeable: Forgeable[] = [];
  for (const { id, at, kind, accountId, clusterId, uploadId } of counted) {
    if (isHitKind(kind)) {
      const until = uploadId === null ? undefined : takenBack.get(uploadId);
      if (until === undefined || id > until) hits.push({ at, kind, accountId, clusterId });
    } else if (isForgeableKind(kind)) {
      forgeable.push({ at, accountId });
    }
  }
  return { hits: hits.slice(-mostFolded), forgeable: forgeable.slice(-mostFolded) };
}

function isHitKind(kind: string): kind is HitKind {
  return (hitKinds as readonly string[]).includes(kind);
}

function isForgeableKind(kind: string): boolean {
  return (forgeableKinds as readonly string[]).includes(kind);
}
