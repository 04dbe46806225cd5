import { type Context, longestClaimHeader, type SignedClaim } from '@safeupload/sdk/core';
import type { UploadRequest } from './upload-endpoint.js';

/** What goes with the bytes. */
export interface UploadParts {
  readonly bytes: Blob;
  /** Null where nothing can be signed; then context and repeat key travel instead. */
  readonly claim: SignedClaim | null;
  readonly context: Context;
  /** The same for every try of one file, so that a lost answer does not make two uploads. */
  readonly idempotencyKey: string;
  /** Null unless a person has to look in any case; the note may be empty. */
  readonly appeal: { readonly note: string } | null;
}

/**
 * The upload's request: the bare bytes where that is possible, a form where the claim is too long for a header (nginx
 * takes 8 KB for all of them) or a note goes along (a query ends up in logs). The file's name stays on the device.
 */
export function uploadRequestOf({ bytes, claim, context, idempotencyKey, appeal }: UploadParts): UploadRequest {
  const note = appeal?.note ?? '';
  if ((claim !== null && claim.length > longestClaimHeader) || note !== '') {
    const form = new FormData();
    if (claim !== null) form.append('safe_upload_claim', claim);
    else {
      form.append('idempotency_key', idempotencyKey);
      form.append('context', context);
    }
    if (appeal !== null) form.append('appeal', '1');
    if (note !== '') form.append('note', note);
    form.append('file', bytes, 'picture');
    return { url: 'upload', headers: {}, body: form };
  }
  const query = [...(claim === null ? [`context=${context}`] : []), ...(appeal === null ? [] : ['appeal=1'])].join('&');
  return {
    url: query === '' ? 'upload' : `upload?${query}`,
    headers: {
      'content-type': bytes.type,
      ...(claim === null ? { 'idempotency-key': idempotencyKey } : { 'safe-upload-claim': claim }),
    },
    body: bytes,
  };
}
