/**
 * Whom a link is for: members under 18 who want to talk to somebody; people of whom a picture is passed around; a hotline
 * that takes reports of what somebody saw online.
 */
export const helpKinds = ['under18', 'victims', 'hotline'] as const;

/** One of {@link helpKinds}. */
export type HelpKind = (typeof helpKinds)[number];
