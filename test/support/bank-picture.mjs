// @ts-check
import { fileURLToPath } from 'node:url';

/** Absolute path of the harmless picture on the demo's `test` bank: a lighthouse under the word TEST, 800×600 PNG. */
export const bankPicture = fileURLToPath(new URL('../fixtures/bank/test-picture.png', import.meta.url));
