import { isSafeUploadError } from '@safeupload/sdk/core';
import type { Actor } from '@safeupload/server';
import { Hono } from 'hono';
import { backTo } from '../notices.js';
import type { Services } from '../services.js';
import { couldNot } from './could-not.js';
import { smallForms } from './small-forms.js';

/** Keeping everything of an account, and lifting that again: the safety officer's, which the verifier judges. */
export function legalHoldRoutes(services: Services): Hono {
  const app = new Hono();
  app.use('/desk/legal-holds/*', smallForms);
  const { legalHold } = services.verifier;

  const press = (
    path: string,
    notice: string,
    act: (form: Readonly<Record<string, unknown>>, by: Actor) => Promise<unknown>,
  ) => {
    app.post(path, async (c) => {
      const member = services.sessions.of(c.req.raw)?.member ?? null;
      const form = await c.req.parseBody();
      if (member === null) return c.redirect('/', 303);
      try {
        await act(form, { accountId: member.id, roles: member.roles });
        return c.redirect(backTo(form.back, notice), 303);
      } catch (error) {
        if (!isSafeUploadError(error)) throw error;
        return couldNot(c, services, error);
      }
    });
  };
  press('/desk/legal-holds', 'legally-held', (form, by) =>
    legalHold.place({ accountId: textOf(form.account), reason: textOf(form.reason), by }),
  );
  press('/desk/legal-holds/lift', 'hold-lifted', (form, by) => legalHold.lift({ id: textOf(form.id), by }));

  return app;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
