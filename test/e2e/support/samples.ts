import { fileURLToPath } from 'node:url';

/** Absolute path of a picture of the page “What to try”. */
export function sample(name: string): string {
  return fileURLToPath(new URL(`../../../examples/forum/dist/samples/${name}`, import.meta.url));
}
