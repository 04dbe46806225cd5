/** Why a member reports a picture. */
export const reportReasons = ['child', 'sexual', 'violence', 'private', 'spam', 'other'] as const;

/** One of {@link reportReasons}. */
export type ReportReason = (typeof reportReasons)[number];

/** The reasons for which one established member hides a fresh picture of low trust at once. */
export const seriousReasons: readonly ReportReason[] = ['child', 'sexual', 'violence'];
