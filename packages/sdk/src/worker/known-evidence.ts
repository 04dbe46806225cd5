import { canonicalJson, type DevicePolicy, type Digest, type Evidence } from '@safeupload/sdk/core';
import type { Models } from './models.js';

/** Most files whose evidence is remembered: some 2 KB each. */
const mostKnown = 200;

/** Evidence of bytes that were measured before, under the same policy and by the same models. In memory only. */
export interface KnownEvidence {
  /** The evidence of these bytes, or null. Waits for the digest only where bytes of this length are known. */
  find(
    bytes: { readonly length: number; readonly sha256: Promise<Digest> },
    policy: DevicePolicy,
  ): Promise<Evidence | null>;
  /** Remembers evidence; the least recently used of more than 200 is forgotten. */
  keep(evidence: Evidence, policy: DevicePolicy): void;
}

/** {@link KnownEvidence} of one worker, of which nothing is left when the worker ends. */
export function knownEvidence(models: Pick<Models, 'manifest'>): KnownEvidence {
  // A map remembers the order of insertion: what was used goes to the end.
  const known = new Map<string, Evidence>();
  const keyOf = (sha256: Digest, policy: DevicePolicy): string => `${sha256} ${canonicalJson(policy)}`;

  const areSame = async (measured: Evidence['models']): Promise<boolean> => {
    const digests = await Promise.all(measured.map(async ({ id }) => (await models.manifest(id)).sha256));
    return measured.every(({ sha256 }, index) => sha256 === digests[index]);
  };

  return {
    async find({ length, sha256 }, policy) {
      let isLikely = false;
      for (const evidence of known.values()) isLikely ||= evidence.bytes === length;
      if (!isLikely) return null;
      const key = keyOf(await sha256, policy);
      const found = known.get(key);
      if (found === undefined || !(await areSame(found.models))) return null;
      known.delete(key);
      known.set(key, found);
      return found;
    },
    keep(evidence, policy) {
      const key = keyOf(evidence.sha256, policy);
      known.delete(key);
      known.set(key, evidence);
      for (const oldest of known.keys()) {
        if (known.size <= mostKnown) return;
        known.delete(oldest);
      }
    },
  };
}
