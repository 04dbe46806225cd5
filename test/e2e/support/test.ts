import { type BrowserContext, test as base, type Page } from '@playwright/test';
import { freePort, freshDirectory, removeDirectory, type StartedForum, startForum } from './start-forum.js';

/** The accounts of the forum. */
export const accounts = {
  trusted: 'acct-teapot',
  newcomer: 'acct-kite',
  volunteer: 'acct-kettle',
  moderator: 'acct-heron',
  safety: 'acct-harbour',
} as const;

/** Somebody at a browser of their own. */
export interface Person {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Every request that the browser made, in order. */
  readonly requests: readonly { readonly method: string; readonly url: string; readonly bytes: number }[];
  /** What the browser complained about: policy violations, errors of scripts. */
  readonly complaints: readonly string[];
}

interface Fixtures {
  /** Opens a browser of its own, signed in as one of the forum's members, or as nobody. */
  readonly as: (account: (typeof accounts)[keyof typeof accounts] | null, options?: object) => Promise<Person>;
}

/**
 * Playwright's `test` with a running forum. Files share it, save those that name one of their own (`test.use({ forumName:
 * 'night' })`): what a newcomer or the breaker remembers of one file is no concern of another.
 */
export const test = base.extend<Fixtures, { readonly forumName: string; readonly forum: StartedForum }>({
  // A worker's option: another value is another worker, and so another forum.
  forumName: ['shared', { scope: 'worker', option: true }],
  forum: [
    async ({ forumName: _ }, use) => {
      const dataDirectory = await freshDirectory();
      const forum = await startForum({ dataDirectory, port: await freePort() });
      await use(forum);
      await forum.close();
      await removeDirectory(dataDirectory);
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  as: async ({ browser, forum }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (account, options = {}) => {
      const context = await browser.newContext({ baseURL: forum.address, ...options });
      contexts.push(context);
      if (account !== null) {
        await context.request.post('/act-as', {
          form: { account, back: '/' },
          headers: { origin: forum.address },
          maxRedirects: 0,
        });
      }
      const page = await context.newPage();
      const requests: { method: string; url: string; bytes: number }[] = [];
      const complaints: string[] = [];
      context.on('request', (request) => {
        const bytes = request.postDataBuffer()?.byteLength ?? 0;
        requests.push({ method: request.method(), url: request.url(), bytes });
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (/Content Security Policy|Trusted Type/i.test(message.text())) complaints.push(message.text());
      });
      return { page, context, requests, complaints };
    });
    for (const context of contexts) await context.close();
  },
});

export { expect } from '@playwright/test';
