import { SafeUploadError } from '@safeupload/sdk/core';
import type { Actor } from '../../identity.js';
import type { NightPerson } from './night-cast.js';
import type { NightEvent } from './night-events.js';
import type { NightFile } from './night-files.js';
import type { NightLane } from './night-policy.js';
import type { NightServer } from './night-process.js';
import type { NightScript } from './night-script.js';
import { type PublicWatch, watchPublic } from './public-watch.js';

/** What one lane is played with. */
export interface LaneOrder {
  readonly lane: NightLane;
  readonly script: NightScript;
  readonly files: ReadonlyMap<string, NightFile>;
  readonly signal?: AbortSignal;
  emit(event: NightEvent): void;
}

/** A lane while it is played: its server, its clock, and what is known of it so far. */
export interface NightStage extends LaneOrder {
  readonly server: NightServer;
  readonly watch: PublicWatch;
  /** The upload of each picture that was taken. */
  readonly uploadIds: Map<string, string>;
  person(id: string): NightPerson;
  /** Who may decide: the moderator of the night. */
  readonly moderator: Actor;
  token(personId: string): Promise<string>;
  /** Looks at every address and tells what changed since that moment, and the level where it is another. */
  look(since: number): Promise<void>;
  /** Lets time pass until that moment: addresses are looked at every minute, the reaper works. */
  advanceTo(at: number): Promise<void>;
  /** Says that the curtain is up until then. */
  curtainIsUp(expiresAt: number): void;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
/** How often the reaper is called, as long as nothing is about to end. */
const reapEveryMs = 5 * minuteMs;
/** Its usual rhythm (see `startReaper`), kept round the end of a curtain, when pictures come back. */
const closelyEveryMs = 30 * secondMs;
const closelyForMs = 2 * minuteMs;

/** A stage for a server that stands ready. */
export function createStage(server: NightServer, order: LaneOrder): NightStage {
  const { lane, script, signal, emit } = order;
  const watch = watchPublic(server, signal);
  const tokens = new Map<string, string>();
  let curtainEnds: number | null = null;
  let curtainTold = false;
  let levelTold = { level: 0, sentence: '' };

  const person = (id: string): NightPerson => {
    const found = script.people.find((one) => one.id === id);
    if (found === undefined) throw new SafeUploadError('options-invalid', `The night has nobody called ${id}.`);
    return found;
  };
  const { id, roles } = person('heron');
  const moderator: Actor = { accountId: id, roles };

  const tellLevel = async (): Promise<void> => {
    const { level, sentence } = await server.call('breaker', { by: moderator });
    if (level === levelTold.level && sentence === levelTold.sentence) return;
    levelTold = { level, sentence };
    emit({ kind: 'level', lane, at: server.now(), level, sentence });
  };

  const lookAround = async (since: number): Promise<void> => {
    for (const { pictureId, isPublic, at } of await watch.look(since)) {
      emit({ kind: isPublic ? 'public' : 'gone', lane, at, pictureId });
    }
  };

  const look = async (since: number): Promise<void> => {
    await lookAround(since);
    if (lane === 'with') await tellLevel();
  };

  const isClose = (at: number): boolean =>
    curtainEnds !== null && at >= curtainEnds && at <= curtainEnds + closelyForMs;

  const nextMoment = (now: number): number => {
    if (curtainEnds !== null && now < curtainEnds && curtainEnds - now < minuteMs) return curtainEnds;
    if (curtainEnds !== null && isClose(now)) return now + closelyEveryMs;
    return (Math.floor(now / minuteMs) + 1) * minuteMs;
  };

  return {
    ...order,
    server,
    watch,
    uploadIds: new Map(),
    person,
    moderator,
    look,
    async token(personId) {
      const known = tokens.get(personId);
      if (known !== undefined) return known;
      const { tier, roles } = person(personId);
      const token = await server.call('member', { accountId: personId, tier, roles });
      tokens.set(personId, token);
      return token;
    },
    curtainIsUp(expiresAt) {
      curtainEnds = expiresAt;
      curtainTold = false;
      emit({ kind: 'curtain', lane, at: server.now(), expiresAt });
    },
    async advanceTo(at) {
      let reapedAt = server.now();
      // Ends: each turn brings the clock at least half a minute on, or to the end itself.
      while (server.now() < at) {
        await server.jumpTo(Math.min(at, nextMoment(server.now())));
        const now = server.now();
        if (curtainEnds !== null && now >= curtainEnds && !curtainTold) {
          curtainTold = true;
          emit({ kind: 'curtain', lane, at: curtainEnds, expiresAt: null });
        }
        if (now - reapedAt >= reapEveryMs || isClose(now)) {
          await server.call('reap', {});
          reapedAt = now;
        }
        await lookAround(now);
        // By itself, without anybody doing anything, a level only falls.
        if (levelTold.level > 0) await tellLevel();
        emit({ kind: 'clock', lane, at: server.now() });
      }
    },
  };
}
