import { Hono } from 'hono';
import { isStaff, memberById } from '../members.js';
import { backTo } from '../notices.js';
import type { Services } from '../services.js';
import { hintsCookie } from './reading.js';
import { smallForms } from './small-forms.js';

/** Acting as somebody, signing out, closing the introduction, removing a post. */
export function accountRoutes(services: Services): Hono {
  const app = new Hono();
  app.use('/act-as', smallForms);

  app.post('/act-as', async (c) => {
    const form = await c.req.parseBody();
    const member = memberById(String(form.account ?? ''));
    if (member?.act === undefined) return c.redirect(backTo(form.back), 303);
    if (isStaff(member) && services.pin !== null && !services.pin.accepts(String(form.pin ?? ''))) {
      return c.redirect(backTo(form.back, 'wrong-pin'), 303);
    }
    c.header('set-cookie', services.sessions.begin(member));
    return c.redirect(backTo(form.back), 303);
  });

  app.post('/sign-out', (c) => {
    c.header('set-cookie', services.sessions.end());
    return c.redirect('/', 303);
  });

  app.post('/hints/close', (c) => {
    c.header('set-cookie', `${hintsCookie}=closed; Path=/; Max-Age=31536000; SameSite=Lax`);
    return c.redirect('/', 303);
  });

  app.post('/posts/:id{[0-9]{1,9}}/remove', async (c) => {
    const member = services.sessions.of(c.req.raw)?.member ?? null;
    const post = await services.store.post(Number(c.req.param('id')));
    if (member === null || post === null) return c.redirect('/', 303);
    if (post.authorId !== member.id && !member.roles.includes('moderator'))
      return c.redirect(`/t/${post.threadId}`, 303);
    await services.posting.remove(post);
    const left = await services.store.thread(post.threadId);
    return c.redirect(backTo(left === null ? '/' : `/t/${post.threadId}`, 'removed'), 303);
  });

  return app;
}
