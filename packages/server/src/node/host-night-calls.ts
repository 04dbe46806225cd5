import { tiers } from '../identity.js';
import { reportReasons } from '../reports/report-reasons.js';
import { inBase64url } from './answer-control.js';
import { parseAuditHead } from './control-messages.js';
import {
  accountOf,
  actorOf,
  bankingOf,
  border,
  type HostCall,
  idOf,
  laneOf,
  neededReasonOf,
  peerOfFields,
  reasonOf,
} from './host-fields.js';

/** The calls for the night and for the safety officer: `POST {base}/host/<name>`. See docs/serve.md. */
export const nightCalls: Readonly<Record<string, HostCall>> = {
  report: (fields, verifier) =>
    verifier.report({
      uploadId: idOf(fields),
      accountId: accountOf(fields),
      reason: border.oneOf(fields.reason, 'reason', reportReasons),
      ...(fields.tier === undefined ? {} : { tier: border.oneOf(fields.tier, 'tier', tiers) }),
      ...peerOfFields(fields),
    }),
  desk: (fields, verifier) =>
    verifier.desk({
      lane: laneOf(fields),
      groupBy: border.oneOf(fields.groupBy, 'groupBy', ['account', 'likeness']),
      by: actorOf(fields),
    }),
  'decide-group': (fields, verifier) =>
    verifier.decideGroup({
      kind: border.oneOf(fields.kind, 'kind', ['account', 'likeness']),
      id: border.text(fields.id, 'id', 200),
      lane: laneOf(fields),
      action: border.oneOf(fields.action, 'action', ['reject']),
      by: actorOf(fields),
      ...bankingOf(fields),
      ...reasonOf(fields),
    }),
  curtain: (fields, verifier) => verifier.curtain.view({ by: actorOf(fields) }),
  'curtain-up': (fields, verifier) => verifier.curtain.up({ by: actorOf(fields) }),
  'curtain-down': (fields, verifier) => verifier.curtain.down({ by: actorOf(fields) }),
  breaker: (fields, verifier) => verifier.breaker({ by: actorOf(fields) }),
  trust: (fields, verifier) =>
    verifier.trustOf({ accountId: accountOf(fields), tier: border.oneOf(fields.tier, 'tier', tiers) }),
  'legal-hold-place': (fields, verifier) => {
    const more = { reason: neededReasonOf(fields), by: actorOf(fields) };
    if (fields.uploadId === undefined) return verifier.legalHold.place({ accountId: accountOf(fields), ...more });
    if (fields.accountId !== undefined) border.refuse('accountId', 'absent beside uploadId', fields.accountId);
    return verifier.legalHold.place({ uploadId: idOf(fields), ...more });
  },
  'legal-hold-lift': (fields, verifier) =>
    verifier.legalHold.lift({ id: border.text(fields.id, 'id', 64), by: actorOf(fields), ...reasonOf(fields) }),
  'legal-holds': (fields, verifier) =>
    verifier.legalHold.list({
      by: actorOf(fields),
      ...(fields.lifted === undefined ? {} : { lifted: border.flag(fields.lifted, 'lifted') }),
    }),
  async 'export-record'(fields, verifier) {
    const exported = await verifier.exportRecord({
      uploadId: idOf(fields),
      by: actorOf(fields),
      reason: neededReasonOf(fields),
      ...(fields.withOriginal === undefined ? {} : { withOriginal: border.flag(fields.withOriginal, 'withOriginal') }),
    });
    const { picture } = exported;
    return { ...exported, picture: picture === null ? null : { ...picture, bytes: inBase64url(picture.bytes) } };
  },
  'audit-verify': (fields, verifier) =>
    verifier.audit.verify({
      by: actorOf(fields),
      ...(fields.head === undefined ? {} : { expectHead: parseAuditHead(fields.head, border) }),
    }),
  audit: (fields, verifier) =>
    verifier.audit.read({
      by: actorOf(fields),
      ...(fields.most === undefined ? {} : { most: border.integer(fields.most, 'most', 1, 1000) }),
    }),
};
