import { bodyLimit } from 'hono/body-limit';

/** Most bytes of a form that is only buttons and a word or two. */
const mostBytes = 16 * 1024;

/** Refuses longer bodies before they are kept: a route that reads a form without a bound keeps whatever is poured at it. */
export const smallForms = bodyLimit({
  maxSize: mostBytes,
  onError: (c) => c.text('That form is too long.', 413),
});
