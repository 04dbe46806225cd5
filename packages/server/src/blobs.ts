/** Letters of a blob key: path segments of a–z, A–Z, 0–9, `_` and `-`, joined by `/`; at most 200 characters. */
export const blobKeyPattern = /^(?=.{1,200}$)[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*$/;

/**
 * Where bytes are kept, by a key that the verifier chose (see {@link blobKeyPattern}). Everything the verifier puts here
 * is sealed before (AES-256-GCM), so a store needs no secrets and may be a plain directory or bucket.
 */
export interface BlobStore {
  /** Keeps the bytes durably: after it resolves they survive a crash, before it nothing of them is visible. */
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** The bytes, or null where there are none under this key. */
  get(key: string): Promise<Uint8Array | null>;
  /** Removes the bytes; not an error where there are none. */
  delete(key: string): Promise<void>;
  /** The keys that begin with this, in no order. For people who look after a store; the verifier does not need it. */
  list?(prefix: string): Promise<readonly string[]>;
}
