/** What a match on a bank means. `block` refuses exact copies and holds likenesses; `hold` holds both; `allow` lets exact copies pass. */
export const bankMeanings = ['block', 'hold', 'allow'] as const;

/** One of {@link bankMeanings}. */
export type BankMeaning = (typeof bankMeanings)[number];

/** A named list of digests and fingerprints with a meaning. */
export interface Bank {
  /** 1–64 characters of a–z, 0–9 and hyphen. */
  readonly name: string;
  readonly meaning: BankMeaning;
  /** Matches wait in the safety officer's lane: nobody else may look at them or release them. */
  readonly severe: boolean;
  /** The precheck may consult its digests. Never for a licensed list: a precheck's answer says what is on it. */
  readonly disclosable: boolean;
}
