import type { Bank } from './bank.js';

/**
 * The bank that moderators fill by rejecting: what looks like its pictures waits, also exact copies. Every verifier has it.
 * A match on it is no hit for the breaker: later copies join the group's row and wake nobody.
 */
export const localHoldBank: Bank = { name: 'local-hold', meaning: 'hold', severe: false, disclosable: false };
