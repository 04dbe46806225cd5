/** Longest answer that is read, in bytes: a challenge is about 3 KB. Stops an answer without end from filling memory. */
export const longestAnswerBytes = 262_144;
