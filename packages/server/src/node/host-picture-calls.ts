import { contexts, mediaTypeOf, parseFingerprint } from '@safeupload/sdk/core';
import { bankMeanings } from '../banks/bank.js';
import { accountOf, actorOf, bankingOf, border, type HostCall, idOf, idsOf, laneOf, reasonOf } from './host-fields.js';

/** The calls for posts, pictures, decisions and banks: `POST {base}/host/<name>`. See docs/serve.md. */
export const pictureCalls: Readonly<Record<string, HostCall>> = {
  attach(fields, verifier) {
    const target = border.object(fields.target, 'target', ['context', 'id']);
    return verifier.attach({
      uploadIds: idsOf(fields),
      accountId: accountOf(fields),
      target: {
        context: border.oneOf(target.context, 'target.context', contexts),
        id: border.text(target.id, 'target.id', 200),
      },
    });
  },
  detach: (fields, verifier) => verifier.detach({ uploadIds: idsOf(fields), accountId: accountOf(fields) }),
  status: (fields, verifier) => verifier.status(idOf(fields)),
  pictures: async (fields, verifier) => Object.fromEntries(await verifier.picturesOf(idsOf(fields))),
  takedown: (fields, verifier) =>
    verifier.takedown({ uploadId: idOf(fields), by: actorOf(fields), ...reasonOf(fields) }),
  hide: (fields, verifier) => verifier.hide({ uploadId: idOf(fields), by: actorOf(fields), ...reasonOf(fields) }),
  undo: (fields, verifier) => verifier.undo({ uploadId: idOf(fields), by: actorOf(fields) }),
  'decide-hold': (fields, verifier) =>
    verifier.decideHold({
      uploadId: idOf(fields),
      action: border.oneOf(fields.action, 'action', ['release', 'reject']),
      by: actorOf(fields),
      ...bankingOf(fields),
      ...reasonOf(fields),
    }),
  holds: (fields, verifier) => verifier.holds({ lane: laneOf(fields), by: actorOf(fields) }),
  decisions: (fields, verifier) => verifier.decisions({ by: actorOf(fields) }),
  banks: (_, verifier) => verifier.banks.list(),
  'declare-bank': (fields, verifier) =>
    verifier.banks.declare({
      name: border.text(fields.bank, 'bank', 64),
      meaning: border.oneOf(fields.meaning, 'meaning', bankMeanings),
      severe: border.flag(fields.severe, 'severe'),
      disclosable: border.flag(fields.disclosable, 'disclosable'),
    }),
  'add-to-bank': (fields, verifier) =>
    verifier.banks.add({
      bank: border.text(fields.bank, 'bank', 64),
      ...(fields.sha256 === undefined ? {} : { sha256: border.digest(fields.sha256, 'sha256') }),
      ...(fields.fingerprint === undefined ? {} : { fingerprint: parseFingerprint(fields.fingerprint) }),
      ...(fields.note === undefined ? {} : { note: border.text(fields.note, 'note', 200) }),
    }),
  async look(fields, verifier) {
    const { bytes, mediaType } = await verifier.look({
      uploadId: idOf(fields),
      size: border.oneOf(fields.size, 'size', ['small', 'full']),
      by: actorOf(fields),
    });
    return pictureAnswer(bytes, mediaType);
  },
};

function pictureAnswer(bytes: Uint8Array, mediaType: string): Response {
  const isPicture = (['jpeg', 'png', 'gif', 'webp'] as const).some((format) => mediaTypeOf(format) === mediaType);
  const headers = {
    'content-type': isPicture ? mediaType : 'application/octet-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  };
  return new Response(new Uint8Array(bytes), { headers });
}
