import { isSafeUploadError } from '@safeupload/sdk/core';
import type { Actor } from '@safeupload/server';
import { Hono } from 'hono';
import { backTo } from '../notices.js';
import type { Services } from '../services.js';
import { couldNot } from './could-not.js';
import { smallForms } from './small-forms.js';

/** Pulling the curtain and taking it down: plain forms, so that it works on any phone, with or without scripts. */
export function curtainRoutes(services: Services): Hono {
  const app = new Hono();
  app.use('/curtain/*', smallForms);
  const { curtain } = services.verifier;

  const press = (word: 'up' | 'down', act: (by: Actor) => Promise<unknown>) => {
    app.post(`/curtain/${word}`, async (c) => {
      const member = services.sessions.of(c.req.raw)?.member ?? null;
      const form = await c.req.parseBody();
      if (member === null) return c.redirect('/', 303);
      try {
        await act({ accountId: member.id, roles: member.roles });
        return c.redirect(backTo(form.back, `curtain-${word}`), 303);
      } catch (error) {
        if (!isSafeUploadError(error)) throw error;
        return couldNot(c, services, error);
      }
    });
  };
  press('up', (by) => curtain.up({ by }));
  press('down', (by) => curtain.down({ by }));

  return app;
}
