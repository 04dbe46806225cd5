import type { Context } from 'hono';
import { html } from 'hono/html';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { members as everybody, type Member, mayModerate, worksHere } from '../members.js';
import { noticeOf } from '../notices.js';
import { picturesOf } from '../pictures.js';
import type { Services } from '../services.js';
import type { StaffView, View } from '../view.js';

/** What a page is given, for this request. `members` are those whose faces the page shows. */
export async function viewOf(c: Context, services: Services, members: readonly string[] = []): Promise<View> {
  const session = services.sessions.of(c.req.raw);
  const url = new URL(c.req.url);
  const faces = new Set(members);
  for (const { id, act } of everybody) if (act !== undefined) faces.add(id);
  return {
    session,
    now: services.clock(),
    path: url.pathname,
    avatars: await avatarAddresses(services, [...faces]),
    staff: await staffView(services, session?.member ?? null),
    pinNeeded: services.pin !== null,
    notice: noticeOf(url.searchParams),
  };
}

/** A whole page as the answer. Pages are made for one reader: nothing in between may keep them. */
export function page(
  c: Context,
  content: JSX.Element,
  status: 200 | 400 | 401 | 403 | 404 | 409 | 413 | 429 | 503 = 200,
) {
  c.header('cache-control', 'no-store');
  return c.html(html`<!doctype html>${content}`, status);
}

async function avatarAddresses(services: Services, memberIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const uploads = await services.store.avatars(memberIds);
  const pictures = await picturesOf(services.verifier, [...uploads.values()]);
  const addresses = new Map<string, string>();
  for (const [memberId, uploadId] of uploads) {
    const little = pictures.smallest(uploadId);
    if (little !== null) addresses.set(memberId, little.address);
  }
  return addresses;
}

async function staffView(services: Services, member: Member | null): Promise<StaffView | null> {
  if (!worksHere(member)) return null;
  const { verifier } = services;
  const by = { accountId: member.id, roles: member.roles };
  const [ordinary, severe, curtain, breaker] = await Promise.all([
    verifier.desk({ lane: 'ordinary', groupBy: 'account', by }),
    mayModerate(member) ? verifier.desk({ lane: 'severe', groupBy: 'account', by }) : null,
    verifier.curtain.view({ by }),
    verifier.breaker({ by }),
  ]);
  const curtainLastsMs = verifier.policy.curtain.lasts;
  return { waiting: ordinary.waiting + (severe?.waiting ?? 0), curtain, breaker, curtainLastsMs };
}
