import { Hono } from 'hono';
import { filesOf } from './files.js';
import { MessagePage } from './pages/message-page.js';
import { accountRoutes } from './routes/account.js';
import { apiRoutes } from './routes/api.js';
import { curtainRoutes } from './routes/curtain.js';
import { deskRoutes } from './routes/desk.js';
import { legalHoldRoutes } from './routes/legal-holds.js';
import { nightRoutes } from './routes/night.js';
import { page, viewOf } from './routes/page-context.js';
import { plainFormRoutes } from './routes/plain-forms.js';
import { notFound, readingRoutes } from './routes/reading.js';
import { reportRoutes } from './routes/report.js';
import { sameOriginOnly } from './same-origin.js';
import { securityHeaders } from './security-headers.js';
import type { Services } from './services.js';

/** The forum: SafeUpload's routes under its base, everything else beside them. */
export function createApp(services: Services): Hono {
  const app = new Hono();
  const base = new URL(services.audience).pathname;
  app.use(securityHeaders());

  // The verifier judges origins itself, before it reads a body; it sees the request untouched.
  app.all(`${base}/*`, (c) => services.verifier.fetch(c.req.raw));

  app.route('/assets', filesOf(services.clientDirectory));
  app.route('/samples', filesOf(services.samplesDirectory));
  app.get('/health', (c) => c.text('ready'));

  app.use(sameOriginOnly(services.allowedOrigins));
  app.route('/api', apiRoutes(services));
  app.route('/', readingRoutes(services));
  app.route('/', nightRoutes(services));
  app.route('/', plainFormRoutes(services));
  app.route('/', accountRoutes(services));
  app.route('/', reportRoutes(services));
  app.route('/', curtainRoutes(services));
  app.route('/', deskRoutes(services));
  app.route('/', legalHoldRoutes(services));

  app.notFound((c) => notFound(c, services));
  app.onError(async (error, c) => {
    console.error(error);
    if (c.req.path.startsWith('/api/')) {
      const message = 'The forum could not do that just now. Your text and pictures are still here; try again.';
      return c.json({ code: 'unavailable', message }, 503);
    }
    const text = 'Something went wrong on our side. Go back: what you wrote is still in the composer.';
    return page(c, <MessagePage view={await viewOf(c, services)} title="That did not work" text={text} />, 503);
  });
  return app;
}
