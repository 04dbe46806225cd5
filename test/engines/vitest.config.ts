import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const sources = { conditions: ['@safeupload/source', 'node', 'development|production'] };

// A configuration of its own: `vitest run` must not need two more browsers. See run.mjs.
export default defineConfig({
  root: fileURLToPath(new URL('../../', import.meta.url)),
  resolve: sources,
  ssr: { resolve: sources },
  test: {
    name: 'engines',
    include: ['test/engines/**/*.test.ts'],
    environment: 'node',
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});
