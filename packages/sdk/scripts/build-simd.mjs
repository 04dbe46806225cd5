// @ts-check
// Compiles simd/*.ts (AssemblyScript) and writes src/core/simd/module-bytes.ts. The same sources and the versions of the
// lockfile give the same bytes on every machine; scripts/check/simd.mjs builds again and compares.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

/** The generated file. */
export const moduleFile = fileURLToPath(new URL('../src/core/simd/module-bytes.ts', import.meta.url));

/** 64 KB pages that the module's memory may grow to: 24 MiB. A picture of 30,000 × 4,000 pixels takes 15. */
const mostPages = 384;

/** Compiles the module and returns the text of the generated file. Throws with what the compiler said. */
export async function buildSimd() {
  /** @type {Uint8Array | undefined} */
  let bytes;
  const { error, stderr } = await asc.main(
    [
      'index.ts',
      ...['--outFile', 'simd.wasm', '--baseDir', fileURLToPath(new URL('../simd', import.meta.url))],
      // Speed before size, until nothing changes any more. No fast-math exists: float32 stays as written.
      ...['-O3', '--converge', '--noAssert', '--enable', 'simd'],
      // No allocator, no garbage collector, no import: the module plans its memory itself (simd/memory.ts).
      ...['--runtime', 'stub', '--use', 'abort='],
      ...['--initialMemory', '2', '--maximumMemory', String(mostPages)],
      // 112: vectors in signatures that JavaScript cannot call. Only index.ts is called from there.
      ...['--disableWarning', '112', '--noColors'],
    ],
    {
      writeFile: (name, contents) => {
        if (name === 'simd.wasm' && typeof contents !== 'string') bytes = contents;
      },
    },
  );
  if (error || bytes === undefined) throw new Error(`simd/ does not compile: ${stderr}`);
  return [
    '// Made by packages/sdk/scripts/build-simd.mjs from packages/sdk/simd/*.ts. Do not edit: scripts/check.mjs compares.',
    '',
    `/** The WebAssembly module, ${bytes.length} bytes, as base64url. */`,
    'export const moduleBytes =',
    `  '${Buffer.from(bytes).toString('base64url')}';`,
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(moduleFile, await buildSimd());
  console.log(/\d+ bytes/.exec(readFileSync(moduleFile, 'utf8'))?.[0]);
}
