import { randomBytes } from 'node:crypto';
import type { Identity } from '../../identity.js';
import type { Verifier } from '../../verifier.js';
import type { NightCalls } from './night-messages.js';

/** What the calls work with. */
export interface NightHost {
  readonly verifier: Verifier;
  /** Sessions by token. */
  readonly members: Map<string, Identity>;
  setClock(ahead: number): void;
  turnPicturesOff(): void;
}

/** The bank that stands for the lists an operator may be entitled to. Its entries are digests of painted pictures. */
export const nightBank = { name: 'rehearsal', meaning: 'block', severe: false, disclosable: false } as const;

/** The host's side of each call. */
export function nightCalls(host: NightHost): {
  readonly [Name in keyof NightCalls]: (
    order: Parameters<NightCalls[Name]>[0],
  ) => ReturnType<NightCalls[Name]> | Promise<ReturnType<NightCalls[Name]>>;
} {
  const { verifier, members } = host;
  return {
    clock({ ahead }) {
      host.setClock(ahead);
      return null;
    },
    member(identity) {
      const token = randomBytes(24).toString('base64url');
      members.set(token, { ...identity, sessionId: `night-${members.size + 1}` });
      return token;
    },
    async bank({ sha256 }) {
      await verifier.banks.add({ bank: nightBank.name, sha256, note: 'painted for the rehearsal' });
      return null;
    },
    attach: (order) => verifier.attach(order),
    async uploads({ uploadIds }) {
      const found = await verifier.picturesOf(uploadIds);
      return Object.fromEntries(
        [...found].map(([id, { outcome, state, pictures }]) => [
          id,
          { outcome, state, addresses: pictures.map(({ address }) => address) },
        ]),
      );
    },
    async waiting({ by }) {
      const { groups } = await verifier.desk({ lane: 'ordinary', groupBy: 'account', by });
      return Object.fromEntries(groups.flatMap(({ rows }) => rows.map(({ uploadId, reasons }) => [uploadId, reasons])));
    },
    report: (order) => verifier.report(order),
    curtainUp: (order) => verifier.curtain.up(order),
    curtain: (order) => verifier.curtain.view(order),
    breaker: (order) => verifier.breaker(order),
    async decideHold(order) {
      await verifier.decideHold(order);
      return null;
    },
    decideGroup: (order) => verifier.decideGroup(order),
    async takedown(order) {
      await verifier.takedown(order);
      return null;
    },
    async reap() {
      await verifier.reap();
      return null;
    },
    picturesOff() {
      host.turnPicturesOff();
      return null;
    },
  };
}
