import { Hono } from 'hono';
import { refuse } from '../refused.js';
import type { Services } from '../services.js';
import { answerRefusal, answerUnavailable } from './answers.js';
import { challengeRoute, depositRoute, precheckRoute } from './claim-routes.js';
import { allowCrossOrigin, answerPreflight } from './cross-origin.js';
import { statusRoute, withdrawRoute } from './owner-routes.js';
import { jwksRoute, pictureRoute, receiptRoute } from './public-routes.js';
import { stoppedRoute } from './stopped-route.js';
import { uploadRoute } from './upload-route.js';

/** All routes under the base path, as one function from request to response. It never rejects. */
export function createRoutes(services: Services): (request: Request) => Promise<Response> {
  // Strict about nothing but the path: a trailing slash is another address.
  const app = new Hono().basePath(services.base === '' ? '/' : services.base);
  // Claims are judged by the moment the head arrived, which is now: bodies are read later.
  app.post('/challenge', (c) => challengeRoute(c.req.raw, services));
  app.post('/precheck', (c) => precheckRoute(c.req.raw, services, services.clock()));
  app.post('/upload', (c) => uploadRoute(c.req.raw, services, services.clock()));
  app.post('/deposit', (c) => depositRoute(c.req.raw, services, services.clock()));
  app.post('/stopped', (c) => stoppedRoute(c.req.raw, services, services.clock()));
  app.post('/withdraw', (c) => withdrawRoute(c.req.raw, services));
  app.get('/status/:uploadId', (c) => statusRoute(c.req.raw, c.req.param('uploadId'), services));
  app.get('/receipts/:jti', (c) => receiptRoute(c.req.param('jti'), services));
  app.get('/jwks.json', () => jwksRoute(services));
  app.get('/p/:name', (c) => pictureRoute(c.req.raw, c.req.param('name'), services));

  const paths = [
    '/challenge',
    '/precheck',
    '/upload',
    '/deposit',
    '/stopped',
    '/withdraw',
    '/status/:uploadId',
    '/receipts/:jti',
    '/jwks.json',
    '/p/:name',
  ];
  for (const path of paths) {
    app.options(path, (c) => answerPreflight(c.req.raw, services));
    app.all(path, () => answerRefusal(refuse('method-not-allowed', 'This route exists, but not with this method.')));
  }
  app.notFound(() => answerRefusal(refuse('route-unknown', 'There is no such route.')));
  app.onError((error) => {
    services.onError(error, 'answering a request');
    return answerUnavailable();
  });
  return async (request) => {
    try {
      return allowCrossOrigin(request, await app.fetch(request), services);
    } catch (error) {
      services.onError(error, 'answering a request');
      return answerUnavailable();
    }
  };
}
