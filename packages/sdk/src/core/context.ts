/**
 * What a picture is for. It stands in challenge, claim and receipt, so that a receipt for an avatar cannot be used to
 * show the picture in a post.
 */
export const contexts = ['post', 'edit', 'avatar', 'private', 'preview', 'import'] as const;

/** One of {@link contexts}. */
export type Context = (typeof contexts)[number];

/** True if `value` is a {@link Context}. */
export function isContext(value: unknown): value is Context {
  return (contexts as readonly unknown[]).includes(value);
}
