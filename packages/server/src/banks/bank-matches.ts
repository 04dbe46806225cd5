import type { Bank } from './bank.js';

/** A bank's entry that a file matches. */
export interface BankMatch {
  readonly bank: Bank;
  /** Exact digest of the bytes, exact digest of the file as claimed to be picked, or a fingerprint. */
  readonly by: 'digest' | 'source' | 'fingerprint';
  /** Bits apart; 0 for digests. */
  readonly distance: number;
}
