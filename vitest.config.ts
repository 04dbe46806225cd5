import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumArguments, findChromium } from './scripts/find-chromium.mjs';

// Tests run on the sources of every package, not on what was built from them.
const sources = { conditions: ['@safeupload/source', 'module', 'browser', 'development|production'] };
const nodeSources = { conditions: ['@safeupload/source', 'node', 'development|production'] };

const chromium = await findChromium();

// Made anew for each project: Vitest writes the project's name into it.
const inChromium = () => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    // As large as the largest page of a test: what does not fit is shown and pictured smaller.
    contextOptions: { viewport: { width: 1440, height: 1600 } },
    launchOptions: {
      ...(chromium === null ? {} : { executablePath: chromium }),
      args: chromiumArguments,
    },
  }),
  instances: [{ browser: 'chromium' as const }],
});

const onNode = (name: string, include: string[], testTimeout = 30_000, globalSetup: string[] = []) => ({
  resolve: nodeSources,
  ssr: { resolve: nodeSources },
  test: { name, include, globalSetup, environment: 'node' as const, testTimeout, hookTimeout: 120_000 },
});

export default defineConfig({
  test: {
    projects: [
      onNode('core', ['test/core/**/*.test.ts']),
      onNode('models', ['test/models/**/*.test.ts'], 300_000),
      onNode('server', ['test/server/**/*.test.ts'], 120_000),
      onNode('package', ['test/package/**/*.test.ts'], 300_000),
      // A browser of its own beside the server's measuring: what both sides make of the same bytes.
      onNode('pair', ['test/pair/**/*.test.ts'], 120_000, ['test/support/make-public.mjs']),
      {
        // The application's own assets folder, as an application has it: made by `safeupload-assets` before the run.
        publicDir: 'test/support/.public',
        resolve: sources,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts', 'test/worker/**/*.test.ts'],
          globalSetup: ['test/support/make-public.mjs', 'test/support/start-protocol-double.mjs'],
          testTimeout: 60_000,
          // A busy machine is slow, not wrong: what is awaited may take longer than Vitest's one second.
          expect: { poll: { timeout: 10_000 } },
          browser: inChromium(),
        },
      },
      {
        publicDir: 'test/support/.public',
        plugins: [react()],
        resolve: sources,
        test: {
          name: 'react',
          include: ['test/react/**/*.test.{ts,tsx}'],
          globalSetup: ['test/support/make-public.mjs', 'test/support/start-protocol-double.mjs'],
          testTimeout: 60_000,
          // A busy machine is slow, not wrong: what is awaited may take longer than Vitest's one second.
          expect: { poll: { timeout: 10_000 } },
          browser: inChromium(),
        },
      },
    ],
  },
});
