import { type Digest, digestOf, type Header, type OutcomeAnswer } from '@safeupload/sdk/core';
import type { BankMatch } from '../banks/bank-matches.js';
import { matchDigests } from '../banks/match-digests.js';
import { decideOnServer } from '../decide/decide-on-server.js';
import { headerReadable } from '../guards/header-readable.js';
import { sameBytes } from '../guards/same-bytes.js';
import type { Measured } from '../measurer.js';
import type { Failure } from '../policy/failures.js';
import { isRefused, type Refused, refuse } from '../refused.js';
import type { Services } from '../services.js';
import { readStanding } from '../trust/standing.js';
import { useOff } from '../trust/use-off.js';
import type { ArrivedUpload } from './arrived-upload.js';
import { depositOf } from './deposits.js';
import { disagreementsOf } from './disagreements.js';
import { holdsWaiting } from './holds-waiting.js';
import { measureInBounds } from './measure-in-bounds.js';
import { repeatOf } from './repeat-of.js';
import { slowed } from './slowed.js';
import { storeUpload } from './store-upload.js';

/**
 * From bytes to outcome: the guards that need the bytes, the measuring, the decision, the storing. Two identical uploads
 * side by side are worked on once.
 */
export async function admitUpload(arrived: ArrivedUpload, services: Services): Promise<OutcomeAnswer | Refused> {
  if (arrived.bytes.length === 0) return refuse('empty-file', 'The file is empty: expected a picture, got 0 bytes.');
  const sha256 = await digestOf(arrived.bytes);

  const claimed = arrived.bound === null ? await withDeposit(arrived, sha256, services) : arrived;
  const { bound } = claimed;
  if (bound !== null) {
    const differs = sameBytes(bound.claim, { sha256, bytes: claimed.bytes.length });
    if (differs !== null) return differs;
    if (bound.answered !== null) return bound.answered;
  }

  if (bound === null && claimed.idempotencyKey === null) {
    return refuse(
      'idempotency-key-missing',
      'An upload without a claim needs an Idempotency-Key of 22–64 base64url characters, so that a repeat is not a second upload.',
    );
  }

  const key =
    bound === null ? `key ${claimed.identity.sessionId} ${claimed.idempotencyKey ?? ''}` : `claim ${bound.identity}`;
  const work = `${sha256} ${claimed.context}`;
  const running = services.inFlight.get(key);
  if (running !== undefined) {
    return running.work === work ? running.answer : refuse('idempotency-key-reused', keyReused);
  }
  const answer = screenAndStore(claimed, sha256, services);
  services.inFlight.set(key, { work, answer });
  try {
    return await answer;
  } finally {
    services.inFlight.delete(key);
  }
}

const keyReused = 'This Idempotency-Key was used for other bytes or another use. Each upload needs a key of its own.';

async function withDeposit(arrived: ArrivedUpload, sha256: Digest, services: Services): Promise<ArrivedUpload> {
  const deposit = await depositOf(arrived.identity.accountId, sha256, arrived.context, services);
  return deposit === null ? arrived : { ...arrived, bound: deposit, route: 'deposited' };
}

async function screenAndStore(
  arrived: ArrivedUpload,
  sha256: Digest,
  services: Services,
): Promise<OutcomeAnswer | Refused> {
  const { bound } = arrived;
  if (bound === null) {
    const repeat = await repeatOf(arrived, sha256, services);
    if (repeat !== null) return repeat;
  }
  // Before the dear part; asked again, exactly, in the transaction that stores.
  const standing = await readStanding(services.database, arrived.identity, services);
  const off = useOff({ context: arrived.context, remote: false }, standing, services);
  if (off !== null) return off;
  const full = await holdsWaiting(services.database, { standing, appealed: arrived.appealed }, services);
  if (full !== null) return full;
  const tooOften = await slowed(
    services.database,
    { accountId: standing.accountId, appealed: arrived.appealed },
    services,
  );
  if (tooOften !== null) return tooOften;

  const header = headerReadable(arrived.bytes, services.policy.limits);
  if (isRefused(header)) return header;

  const failures: Failure[] = [];
  const matches = await listed(services, failures, () =>
    matchDigests(services.database, { upload: sha256, source: bound?.claim.source.sha256 }),
  );

  let measured: Measured | null = null;
  // An exact copy of a listed picture is not decoded at all.
  if (!matches.some((match) => match.by === 'digest' && match.bank.meaning === 'block')) {
    const measuring = await measureInBounds(arrived.bytes, header, arrived.identity.accountId, services);
    if (isRefused(measuring)) return measuring;
    if ('measured' in measuring) {
      const { orientations } = measuring.measured;
      const near = await listed(services, failures, () =>
        services.fingerprintIndex.match(services.database, orientations, services.policy.fingerprints),
      );
      matches.push(...near);
      measured = measuring.measured;
    } else {
      services.onError(measuring.error, 'measuring an upload');
      failures.push(measuring.failure);
    }
  }

  return storeUpload(
    {
      arrived,
      sha256,
      header,
      measured,
      verdict: decideOnServer(
        {
          evidence: measured?.evidence ?? null,
          views: measured?.views ?? [],
          models: measured?.models ?? [],
          matches,
          failures,
          claimed: bound?.claim.verdict ?? null,
          appealed: arrived.appealed,
          tier: arrived.identity.tier,
        },
        services.policy,
      ),
      disagreements: disagreements(arrived, header, measured, services),
    },
    services,
  );
}

/** The matches, or a failure for the policy's table where the banks cannot be asked. */
async function listed(services: Services, failures: Failure[], ask: () => Promise<BankMatch[]>): Promise<BankMatch[]> {
  try {
    return await ask();
  } catch (error) {
    services.onError(error, 'asking the banks');
    failures.push('bank-source-down');
    return [];
  }
}

function disagreements(arrived: ArrivedUpload, header: Header, measured: Measured | null, services: Services) {
  if (arrived.bound === null || measured === null) return [];
  return disagreementsOf(arrived.bound.claim, header, measured, services.policy);
}
