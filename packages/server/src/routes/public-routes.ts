import { digestOf, extensionOf, mediaTypeOf, tokenPattern } from '@safeupload/sdk/core';
import { and, eq, isNull } from 'drizzle-orm';
import { derivatives, receipts, uploads } from '../database/schema.js';
import { refuse } from '../refused.js';
import { openSealed } from '../seal.js';
import type { Services } from '../services.js';
import { answer, answerRefusal } from './answers.js';

/** `GET {base}/receipts/{jti}` */
export async function receiptRoute(jti: string, services: Services): Promise<Response> {
  const [row] = tokenPattern.test(jti)
    ? await services.database.select({ revokedAt: receipts.revokedAt }).from(receipts).where(eq(receipts.jti, jti))
    : [];
  if (row === undefined) return answerRefusal(refuse('upload-unknown', 'There is no such receipt.'));
  return answer({ v: 1, receipt: row.revokedAt === null ? 'valid' : 'revoked' });
}

/** `GET {base}/jwks.json`: every receipt key of the ring, so that a rotation overlaps. */
export function jwksRoute(services: Services): Response {
  return answer({ keys: services.keys.receipt.map(({ publicJwk }) => publicJwk) });
}

const addressPattern = /^([A-Za-z0-9_-]{22})\.(jpg|png|gif|webp)$/;

/**
 * `GET {base}/p/{random}.{ext}`: looked up at every request, and found only while its upload is allowed, attached and
 * under a valid receipt. The headers keep a browser from running anything in it, guessing its type, keeping it unasked,
 * or giving it to another site.
 */
export async function pictureRoute(request: Request, name: string, services: Services): Promise<Response> {
  const [, address, extension] = addressPattern.exec(name) ?? [];
  if (address === undefined) return gone();
  const [row] = await services.database
    .select({ derivative: derivatives })
    .from(derivatives)
    .innerJoin(uploads, eq(uploads.id, derivatives.uploadId))
    .innerJoin(receipts, and(eq(receipts.uploadId, uploads.id), isNull(receipts.revokedAt)))
    .where(
      and(
        eq(derivatives.address, address),
        eq(derivatives.publishable, true),
        eq(uploads.outcome, 'allowed'),
        eq(uploads.state, 'attached'),
      ),
    );
  if (row === undefined || extensionOf(row.derivative.format) !== extension) return gone();
  const { derivative } = row;
  const etag = `"${derivative.sha256}"`;
  const headers = new Headers({
    ...pictureHeaders(services),
    'content-type': mediaTypeOf(derivative.format),
    etag,
    'content-disposition': 'inline',
  });
  if (request.headers.get('if-none-match')?.split(/,\s*/).includes(etag)) {
    return new Response(null, { status: 304, headers });
  }
  headers.set('content-length', String(derivative.bytes));
  if (request.method === 'HEAD') return new Response(null, { headers });
  const bytes = await bytesOf(derivative, services);
  return bytes === null ? gone() : new Response(bytes, { headers });
}

/** The picture, if it is still the very one that the receipt names; null where it is missing, altered or another. */
async function bytesOf(
  derivative: typeof derivatives.$inferSelect,
  services: Services,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const { blobKey } = derivative;
  try {
    const sealed = await services.blobs.get(blobKey);
    const bytes = sealed === null ? null : await openSealed(sealed, blobKey, services.keys.sealing);
    if (bytes !== null && (await digestOf(bytes)) === derivative.sha256) return bytes;
    services.onError(new Error(`the blob ${blobKey} is missing or holds another picture`), 'serving a picture');
  } catch (error) {
    services.onError(error, 'serving a picture');
  }
  return null;
}

function gone(): Response {
  return answerRefusal(refuse('route-unknown', 'There is no picture at this address.'));
}

function pictureHeaders(services: Services): Record<string, string> {
  return {
    'cache-control': 'private, no-cache',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': services.pictureSharing,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
}
