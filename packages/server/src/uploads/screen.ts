import {
  type Context,
  isContext,
  isErrorCode,
  type OutcomeAnswer,
  SafeUploadError,
  tokenPattern,
} from '@safeupload/sdk/core';
import { requireIdentity } from '../guards/caller-identified.js';
import type { Tier } from '../identity.js';
import { pseudonymOf } from '../pseudonym.js';
import { isRefused } from '../refused.js';
import type { Services } from '../services.js';
import { newToken } from '../tokens.js';
import { readStanding } from '../trust/standing.js';
import { useOff } from '../trust/use-off.js';
import { admitUpload } from './admit-upload.js';

/** For whom and what bytes are screened that came by another way than a browser. */
export interface ScreenOrder {
  readonly accountId: string;
  readonly tier: Tier;
  /** When the account was made, ms since the epoch, where the host tells; shown to moderators, never decided by. */
  readonly since?: number;
  readonly context: Context;
  /** 22–64 base64url characters: repeats with the same key get the same answer. Absent: each call is its own. */
  readonly idempotencyKey?: string;
  readonly peer?: { readonly address: string; readonly port?: number };
  /** True where the bytes came from an address that somebody named and not from a person: a remote avatar, a link preview. */
  readonly remote?: boolean;
}

/**
 * The same path as an upload's, for e-mail-in, API clients, imports, link previews. A claim that the account deposited
 * for these bytes is found. Throws the code of what is wrong with the file itself (`format-unknown`, `decode-failed`,
 * `too-many-pixels` …), `use-off` (low trust may not use this: see `policy.lowTrust`), `holds-waiting` (a newcomer's
 * pictures wait already), `wrong-state` where the key was used for other bytes, `options-invalid`.
 */
export async function screen(bytes: Uint8Array, order: ScreenOrder, services: Services): Promise<OutcomeAnswer> {
  const identity = {
    accountId: order.accountId,
    // No session of a browser: ids of those come from the host and have no colon of ours.
    sessionId: `screen:${await pseudonymOf(order.accountId, services.keys.pseudonym)}`,
    tier: order.tier,
    roles: [],
    ...(order.since === undefined ? {} : { since: order.since }),
    ...(order.peer === undefined ? {} : { peer: order.peer }),
  };
  requireIdentity(identity);
  const idempotencyKey = order.idempotencyKey ?? newToken(services.random);
  if (!isContext(order.context) || !tokenPattern.test(idempotencyKey)) {
    throw new SafeUploadError(
      'options-invalid',
      'screen takes a known context and an idempotencyKey of 22–64 base64url characters.',
    );
  }
  const off = useOff(
    { context: order.context, remote: order.remote === true },
    await readStanding(services.database, identity, services),
    services,
  );
  if (off !== null) throw new SafeUploadError('use-off', off.message);
  const answer = await admitUpload(
    {
      bytes,
      identity,
      context: order.context,
      bound: null,
      idempotencyKey,
      appealed: false,
      note: null,
      route: 'server',
      userAgent: null,
    },
    services,
  );
  if (!isRefused(answer)) return answer;
  throw new SafeUploadError(isErrorCode(answer.code) ? answer.code : 'wrong-state', answer.message);
}
