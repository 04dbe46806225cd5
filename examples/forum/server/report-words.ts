import { type ReportReason, reportReasons } from '@safeupload/server';

/** The reasons as a member reads them, the gravest first. Neutral words: whoever reads them has just seen something bad. */
export const reportWords: Readonly<Record<ReportReason, string>> = {
  child: 'A child is being harmed, or shown in a sexual way',
  sexual: 'It is sexual',
  violence: 'It shows violence or cruelty',
  private: 'It shows me or my child, and I did not agree to that',
  spam: 'It is spam or advertising',
  other: 'Something else is wrong with it',
};

/** The reason a form names, or null. */
export function reportReasonIn(value: unknown): ReportReason | null {
  return reportReasons.find((reason) => reason === value) ?? null;
}
