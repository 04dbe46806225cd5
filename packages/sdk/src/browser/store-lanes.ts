import { createChallengePool } from './challenge-pool.js';
import { isPending } from './item.js';
import { canSign, type DeviceKey, forgetDeviceKey, loadDeviceKey } from './key.js';
import { createStoppedNotices } from './stopped-notices.js';
import { createKeeping } from './store-keeping.js';
import type { Lanes, StoreList } from './store-list.js';
import type { Row } from './store-row.js';
import { createScreening } from './store-screening.js';
import { createSending } from './store-sending.js';
import { createTaking } from './store-taking.js';
import { sendByXhr } from './transport-xhr.js';
import { createEndpoint } from './upload-endpoint.js';

/** The lanes of one store: what its rows go through from being picked to the server's answer. */
export function createLanes(list: StoreList): Lanes {
  const { options, limits, rows } = list;
  const { screener, context, account, clock = Date.now } = options;
  const base = options.endpoint.replace(/\/+$/, '');
  const transport = options.transport ?? sendByXhr;
  const endpoint = createEndpoint({ base, transport, limits, headers: options.headers ?? (() => ({})) });
  const hostSends = options.send === 'host';
  let keyLoading: Promise<DeviceKey> | null = null;
  const keeping = createKeeping(list);
  let member = newMember();

  function key(): Promise<DeviceKey> {
    keyLoading ??= loadDeviceKey(account).catch((error: unknown) => {
      keyLoading = null;
      throw error;
    });
    return keyLoading;
  }

  /** What belongs to who is signed in: another member gets tickets and notices of her own. */
  function newMember() {
    const pool = createChallengePool({ endpoint, key, context, clock, shortAnswerMs: limits.shortAnswerMs });
    return {
      pool,
      notices: createStoppedNotices({ endpoint, pool, key, clock, shortAnswerMs: limits.shortAnswerMs }),
    };
  }

  /** Quietly: what becomes of the notice changes nothing for the row. */
  function onBlocked(row: Row): void {
    const measured = row.outgoing?.measured;
    if (measured) row.noticed = member.notices.tell(measured);
  }

  /** Tells quietly: what never arrives ends within the hour by itself. */
  function withdraw(uploadId: string): void {
    endpoint.withdraw(uploadId, new AbortController().signal).catch(() => {});
  }

  const unsent = () => Array.from(rows.values()).filter(({ item: { state } }) => isPending(state)).length;
  const pool = () => member.pool;
  const sendNext = () => sending.next();
  const screening = createScreening({ list, screener, pool, clock, unsent, onBlocked, onScreened: sendNext });
  const transfer = { list, endpoint, pool, key, clock, unsent, onBlocked, withdraw, onMeasureAgain: screening.next };
  const sending = createSending(transfer);
  const taking = createTaking(transfer);

  function endTransfers(): void {
    sending.stop();
    taking.stop();
    member.pool.dispose();
    member.notices.dispose();
  }

  return {
    next() {
      screening.next();
      if (!hostSends) sending.next();
    },
    lookChanged: screening.lookChanged,
    warm() {
      if (canSign()) void member.pool.warm(2);
    },
    note: keeping.note,
    restore: keeping.restore,
    withdraw,
    take: taking.take,
    settle: taking.settle,
    async forget() {
      endTransfers();
      member = newMember();
      const loading = keyLoading;
      keyLoading = null;
      const keyGone = async () => {
        // A key that is just being kept would survive its own erasing.
        await loading?.catch(() => {});
        await forgetDeviceKey(account);
      };
      // What is kept at once, without waiting for the key: it may be on its way back into the list.
      await Promise.all([keyGone(), keeping.forget()]);
    },
    dispose() {
      endTransfers();
      keeping.dispose();
    },
  };
}
