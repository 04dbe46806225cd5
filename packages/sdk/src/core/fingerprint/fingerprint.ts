import { SafeUploadError } from '../error.js';

/** What a picture looks like, in 256 bits: PDQ in its full-resolution family (no resizing before the filter). */
export interface Fingerprint {
  /** 64 lower-case hexadecimal digits, in PDQ's own print order (16-bit words of row 15 first). */
  readonly hash: string;
  /** How much there was to see, 0..100. Under {@link leastQuality} a hash is mostly noise and matches by accident. */
  readonly quality: number;
}

/** Hashes this many bits apart or fewer are of the same picture (the PDQ paper's own threshold, of 256). */
export const matchDistance = 31;

/** Fingerprints of a lower quality are not matched: flat pictures hash to float noise. */
export const leastQuality = 50;

const hashPattern = /^[0-9a-f]{64}$/;

/** True if `value` is 64 lower-case hexadecimal digits. */
export function isHash(value: unknown): value is string {
  return typeof value === 'string' && value.length === 64 && hashPattern.test(value);
}

/** The value as a {@link Fingerprint}, without whatever else it holds. Throws `evidence-invalid`. */
export function parseFingerprint(value: unknown): Fingerprint {
  if (typeof value !== 'object' || value === null) {
    throw new SafeUploadError('evidence-invalid', 'A fingerprint must be an object with a hash and a quality.');
  }
  const hash: unknown = Reflect.get(value, 'hash');
  const quality: unknown = Reflect.get(value, 'quality');
  if (!isHash(hash)) {
    throw new SafeUploadError(
      'evidence-invalid',
      'The hash of a fingerprint must be 64 lower-case hexadecimal digits.',
    );
  }
  if (typeof quality !== 'number' || !Number.isInteger(quality) || quality < 0 || quality > 100) {
    throw new SafeUploadError('evidence-invalid', 'The quality of a fingerprint must be a whole number from 0 to 100.');
  }
  return { hash, quality };
}
