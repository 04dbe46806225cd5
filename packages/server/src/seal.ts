import { fromUtf8, SafeUploadError, toUtf8 } from '@safeupload/sdk/core';
import type { SealingKey } from './keys.js';
import type { Random } from './tokens.js';

// Layout: "SU1", length of the key's id, the id, 12 bytes of nonce, AES-256-GCM ciphertext with its 16 bytes of tag.
const magic = toUtf8('SU1');
const ivBytes = 12;

/**
 * The bytes sealed under the newest key (AES-256-GCM, NIST SP 800-38D, random 96-bit nonce) and bound to the blob's key:
 * whoever can write to the store cannot put one upload's picture in the place of another's.
 */
export async function sealBytes(
  bytes: Uint8Array,
  blobKey: string,
  ring: readonly SealingKey[],
  random: Random,
): Promise<Uint8Array<ArrayBuffer>> {
  const newest = ring[0];
  if (newest === undefined)
    throw new SafeUploadError('keys-missing', 'No sealing key: nothing can be kept. Make keys.');
  const id = toUtf8(newest.id);
  const iv = new Uint8Array(random(ivBytes));
  const ciphertext = new Uint8Array(
    await crypto.subtle.encrypt(
      { name: 'AES-GCM', iv, additionalData: toUtf8(blobKey) },
      newest.key,
      new Uint8Array(bytes),
    ),
  );
  const sealed = new Uint8Array(magic.length + 1 + id.length + ivBytes + ciphertext.length);
  sealed.set(magic, 0);
  sealed[magic.length] = id.length;
  sealed.set(id, magic.length + 1);
  sealed.set(iv, magic.length + 1 + id.length);
  sealed.set(ciphertext, magic.length + 1 + id.length + ivBytes);
  return sealed;
}

/** The bytes that were sealed. Throws `keys-missing` where the ring lost the key, `read-failed` where it was altered. */
export async function openSealed(
  sealed: Uint8Array,
  blobKey: string,
  ring: readonly SealingKey[],
): Promise<Uint8Array<ArrayBuffer>> {
  const altered = (cause?: unknown) =>
    new SafeUploadError('read-failed', `The stored bytes of ${blobKey} were altered or moved. They are not used.`, {
      cause,
    });
  const idStart = magic.length + 1;
  const idLength = sealed[magic.length] ?? 0;
  const ciphertextStart = idStart + idLength + ivBytes;
  if (sealed.length < ciphertextStart + 16 || magic.some((byte, at) => sealed[at] !== byte)) throw altered();
  const id = fromUtf8(sealed.slice(idStart, idStart + idLength));
  const found = ring.find((candidate) => candidate.id === id);
  if (found === undefined) {
    throw new SafeUploadError(
      'keys-missing',
      `The sealing key ${id ?? '?'} is not in the ring. Put it back to open ${blobKey}.`,
    );
  }
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt(
        {
          name: 'AES-GCM',
          iv: sealed.slice(idStart + idLength, ciphertextStart),
          additionalData: toUtf8(blobKey),
        },
        found.key,
        sealed.slice(ciphertextStart),
      ),
    );
  } catch (cause) {
    throw altered(cause);
  }
}
