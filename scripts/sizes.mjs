// @ts-check
// pnpm sizes: what an application pays, in bytes of gzip, and what is loaded later.
import { measureSizes } from './check/sizes.mjs';

for (const { name, bytes, budgetBytes, lazy } of await measureSizes()) {
  console.log(
    `${name.padEnd(16)} ${String(bytes).padStart(6)} of ${budgetBytes} bytes${bytes > budgetBytes ? '  TOO LARGE' : ''}`,
  );
  for (const chunk of [...lazy].sort((a, b) => b.bytes - a.bytes)) {
    console.log(`${' '.repeat(17)}${String(chunk.bytes).padStart(6)} later: ${chunk.name}`);
  }
}
