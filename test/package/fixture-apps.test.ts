// The packages as a stranger gets them: packed, installed from the tarballs into applications outside this workspace,
// built there, and driven in Chromium against a real verifier. Nothing is downloaded but npm packages.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumArguments, ensureChromium } from '../../scripts/find-chromium.mjs';
import { packPackages } from '../../scripts/pack-packages.mjs';
import { type RunningApp, startApp } from '../support/start-app.js';
import { type DrivenPage, expectNoLeak, openPage } from './drive-page.js';
import { inTurn } from './in-turn.mjs';
import { installExample, type PackedApp } from './packed-app.mjs';

/** What a page needs beyond nothing at all. */
const strictPolicy = (scripts = '') =>
  [
    "default-src 'none'",
    `script-src 'self' 'wasm-unsafe-eval'${scripts}`,
    "worker-src 'self'",
    "connect-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "require-trusted-types-for 'script'",
    'trusted-types safeupload',
  ].join('; ');

const ports = { viteDev: 0, next: 0 };
const folder = mkdtempSync(`${tmpdir()}/safeupload-fixtures-`);
let browser: Browser;
/** The verifier of the applications that bring their own server and hand `/upload` on to it. */
let behind: RunningApp;
let prepared: Record<'importMap' | 'viteReact' | 'next' | 'vite7' | 'webpack', Promise<PackedApp>>;

beforeAll(async () => {
  const tarballs = await packPackages(`${folder}/tarballs`, ['models', 'packages/sdk', 'packages/react']);
  browser = await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments });
  for (const name of ['viteDev', 'next'] as const) ports[name] = await freePort();
  const origins = Object.values(ports).map((port) => `http://localhost:${port}`);
  behind = await startApp(folder, '/upload', { origins });

  const install = (example: string, ...steps: readonly (readonly [string, ...string[]])[]) => {
    return async () => {
      const app = await installExample(example, tarballs, { SAFEUPLOAD_SERVER: behind.origin });
      for (const step of steps) await app.run(...step);
      return app;
    };
  };
  const build = ['npm', 'run', 'build'] as const;
  // The browser drives one while the next ones are installed and built.
  const [importMap, viteReact, next, vite7, webpack] = inTurn(2, [
    install('import-map', ['npx', 'safeupload-assets', 'safe-upload', '--quiet']),
    install('vite-react', build),
    install('next', build),
    install('vite-7', build),
    install('webpack', build),
  ]);
  if (!importMap || !viteReact || !next || !vite7 || !webpack) throw new Error('An application is missing.');
  prepared = { importMap, viteReact, next, vite7, webpack };
}, 300_000);

afterAll(async () => {
  for (const app of await Promise.allSettled(Object.values(prepared))) {
    if (app.status === 'fulfilled') await app.value.remove();
  }
  await browser?.close();
  await behind?.close();
  rmSync(folder, { recursive: true, force: true });
}, 300_000);

/** A port that nobody listened on a moment ago. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** Opens an address, does with it what is to be done, and closes it. */
async function drive(
  address: string,
  use: (driven: DrivenPage) => Promise<void>,
  { isReact = true } = {},
): Promise<void> {
  const driven = await openPage(browser, address, { isReact });
  try {
    await use(driven);
    driven.expectQuiet();
  } finally {
    await driven.close();
  }
}

/** Serves a built folder with a verifier of its own on the same origin, and drives its page. */
async function driveBuilt(
  built: string,
  use: (driven: DrivenPage, server: RunningApp) => Promise<void>,
  { policy, path = '/', isReact = true }: { policy?: string; path?: string; isReact?: boolean } = {},
): Promise<void> {
  const headers = policy === undefined ? {} : { 'content-security-policy': policy };
  const server = await startApp(built, '/upload', { headers });
  try {
    await drive(`${server.origin}${path}`, (driven) => use(driven, server), { isReact });
  } finally {
    await server.close();
  }
}

/** The JavaScript of a build: no model, engine or worker may be in it. */
function bytesOfScripts(built: string): number {
  const scripts = readdirSync(built).filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(0);
  return scripts.reduce((sum, name) => sum + readFileSync(`${built}/${name}`).length, 0);
}

describe('a page with an import map', () => {
  it('posts and blocks under a strict policy with Trusted Types', async () => {
    const app = await prepared.importMap;
    const html = readFileSync(`${app.folder}/index.html`, 'utf8');
    const map = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '';
    const policy = strictPolicy(` 'sha256-${createHash('sha256').update(map).digest('base64')}'`);
    const use = async (driven: DrivenPage, { verifier }: RunningApp) => {
      await driven.post(verifier);
      await driven.block();
      expect(driven.started()).toBe(1);
      expect(await driven.page.evaluate(() => crossOriginIsolated)).toBe(false);
    };
    await driveBuilt(app.folder, use, { policy, isReact: false });
  });
});

describe('Vite 8 and React 19 in StrictMode', () => {
  it('built: posts and blocks under a strict policy with Trusted Types, with one worker and no leak', async () => {
    const app = await prepared.viteReact;
    expect(bytesOfScripts(`${app.folder}/dist/assets`)).toBeLessThan(1_000_000);
    const use = async (driven: DrivenPage, { verifier }: RunningApp) => {
      await driven.post(verifier);
      await driven.block();
      expect(driven.started()).toBe(1);
      await expectNoLeak(driven, 100);
    };
    await driveBuilt(`${app.folder}/dist`, use, { policy: strictPolicy() });
  });

  it('in development: posts and blocks', async () => {
    const app = await prepared.viteReact;
    await app.start(/Local:/, 'npx', 'vite', '--port', String(ports.viteDev), '--strictPort');
    await drive(`http://localhost:${ports.viteDev}/`, async (driven) => {
      await driven.post(behind.verifier);
      await driven.block();
      expect(driven.started()).toBe(1);
    });
  });
});

describe('Next.js', () => {
  it('renders the composer on the server, posts in the browser, and hands the ids to a server action', async () => {
    const app = await prepared.next;
    await app.start(/Ready/, 'npx', 'next', 'start', '--port', String(ports.next), '--hostname', 'localhost');
    const origin = `http://localhost:${ports.next}`;
    // In a client component of the application's own, and straight in a server component.
    for (const path of ['/', '/avatar']) {
      expect(await (await fetch(`${origin}${path}`)).text(), path).toMatch(/<input[^>]*type="file"/);
    }
    await drive(origin, async (driven) => {
      const uploadId = await driven.post(behind.verifier);
      await driven.page.getByRole('button', { name: 'Post', exact: true }).click();
      await driven.page.getByText(`Posted in kitchen with ${uploadId}.`).waitFor();
      // React resets the form after its action: the list is empty then, and what was posted stays posted.
      await driven.page.locator('input[name=pictures]').waitFor({ state: 'detached' });
      expect(await behind.verifier.status(uploadId)).toMatchObject({ outcome: 'allowed', state: 'unattached' });
      await driven.block();
      expect(driven.started()).toBe(1);
    });
  });
});

describe('Vite 7 and React 18 in StrictMode', () => {
  it('posts and blocks below a base of its own, with one worker and no leak', async () => {
    const app = await prepared.vite7;
    const use = async (driven: DrivenPage, { verifier }: RunningApp) => {
      await driven.post(verifier);
      await driven.block();
      expect(driven.started()).toBe(1);
      await expectNoLeak(driven, 100);
    };
    await driveBuilt(`${app.folder}/dist`, use, { path: '/compose/index.html' });
  });
});

describe('webpack 5', () => {
  it('posts and blocks', async () => {
    const app = await prepared.webpack;
    expect(bytesOfScripts(`${app.folder}/public/build`)).toBeLessThan(1_000_000);
    const use = async (driven: DrivenPage, { verifier }: RunningApp) => {
      await driven.post(verifier);
      await driven.block();
      expect(driven.started()).toBe(1);
    };
    await driveBuilt(`${app.folder}/public`, use);
  });
});
