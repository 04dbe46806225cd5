import type { Actor } from '../identity.js';
import type { Verifier } from '../verifier.js';
import type { ControlRequest } from './control-messages.js';

/** What the commands do to a server. */
export type ControlledVerifier = Pick<
  Verifier,
  'takedown' | 'undo' | 'status' | 'curtain' | 'legalHold' | 'exportRecord' | 'audit'
>;

/** Who acts when a command does: whoever may open the socket may read the keys beside it, too. */
export const operator: Actor = { accountId: 'operator', roles: ['volunteer', 'moderator', 'safety'] };

/** A request that a verifier can answer; looking up banks takes a database only. */
export type VerifierRequest = Exclude<ControlRequest, { readonly command: 'match' }>;

/**
 * The value that answers a command, as JSON: the same whether the running server answers or the command itself, where no
 * server runs. Throws what the verifier throws.
 */
export async function answerControl(
  request: VerifierRequest,
  verifier: ControlledVerifier,
  signal?: AbortSignal,
): Promise<unknown> {
  switch (request.command) {
    case 'takedown':
      await verifier.takedown({ uploadId: request.uploadId, reason: request.reason, by: operator });
      return verifier.status(request.uploadId);
    case 'undo':
      await verifier.undo({ uploadId: request.uploadId, by: operator });
      return verifier.status(request.uploadId);
    case 'status':
      return verifier.status(request.uploadId);
    case 'curtain':
      return verifier.curtain[request.move === 'status' ? 'view' : request.move]({ by: operator });
    case 'legal-hold-place': {
      const { reason } = request;
      const subject = 'accountId' in request ? { accountId: request.accountId } : { uploadId: request.uploadId };
      return verifier.legalHold.place({ ...subject, reason, by: operator });
    }
    case 'legal-hold-lift': {
      const { id, reason } = request;
      return verifier.legalHold.lift({ id, by: operator, ...(reason === undefined ? {} : { reason }) });
    }
    case 'legal-hold-list':
      return verifier.legalHold.list({ by: operator, lifted: request.lifted });
    case 'export': {
      const { uploadId, reason, withOriginal } = request;
      const exported = await verifier.exportRecord({ uploadId, reason, withOriginal, by: operator });
      const { picture } = exported;
      return { ...exported, picture: picture === null ? null : { ...picture, bytes: inBase64url(picture.bytes) } };
    }
    case 'audit-verify': {
      const { expectHead } = request;
      return verifier.audit.verify({
        by: operator,
        ...(expectHead === undefined ? {} : { expectHead }),
        ...(signal === undefined ? {} : { signal }),
      });
    }
  }
}

/** As base64url. By Node's own code: the portable one keeps everybody waiting for a second at 10 MB. */
export function inBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}
