// @ts-check
import { buildForum } from '../../../examples/forum/build.mjs';

/** Playwright's global setup: the forum is built once, so that each start of it is only a start. */
export default async function build() {
  await buildForum((line) => console.log(line));
}
