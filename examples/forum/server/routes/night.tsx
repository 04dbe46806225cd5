import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isSafeUploadError } from '@safeupload/sdk/core';
import { type NightCast, type NightVariant, nightRows, nightSummary, playNight } from '@safeupload/server/node';
import { Hono } from 'hono';
import { NightPage } from '../pages/night-page.js';
import type { Services } from '../services.js';
import { page, viewOf } from './page-context.js';
import { smallForms } from './small-forms.js';

/** Textures that both classifiers take for something else: what a night with recall is played with, beside the list. */
const triggerFiles = ['both.png', 'second-only.png'] as const;

/**
 * The page that plays the night of the attack. Each run starts two servers of its own; the forum's database, pictures and
 * clock are not touched. One run at a time: each takes two processes and as many that measure.
 */
export function nightRoutes(services: Services): Hono {
  const app = new Hono();
  let running: AbortController | null = null;

  app.get('/night', async (c) => page(c, <NightPage view={await viewOf(c, services)} />));

  // One JSON value a line, as it happens; the reader who goes away ends the run.
  app.post('/night/play', smallForms, async (c) => {
    const order = readOrder(await c.req.json().catch(() => null));
    if (order === null) {
      return c.json({ code: 'request-invalid', message: 'Choose the attackers and what is recognised.' }, 400);
    }
    if (running !== null) {
      const message = 'Somebody is watching a night just now, perhaps in another window. Try again in two minutes.';
      return c.json({ code: 'night-running', message }, 409);
    }
    const run = new AbortController();
    running = run;
    const lines = new TransformStream<Uint8Array, Uint8Array>();
    const writer = lines.writable.getWriter();
    const encoder = new TextEncoder();
    const say = (line: unknown): void => {
      // Rejects where the reader is gone: then nobody misses the rest.
      writer.write(encoder.encode(`${JSON.stringify(line)}\n`)).catch(() => run.abort());
    };
    writer.closed.catch(() => run.abort());
    void play(order, services, run.signal, say)
      .catch((error: unknown) => {
        if (run.signal.aborted) return;
        console.error(error);
        const message = isSafeUploadError(error) ? error.message : 'The night could not be played to its end.';
        say({ kind: 'failed', message });
      })
      .finally(() => {
        if (running === run) running = null;
        writer.close().catch(() => {});
      });
    return new Response(lines.readable, {
      headers: { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store' },
    });
  });

  return app;
}

interface Order {
  readonly variant: NightVariant;
  readonly recall: number;
  readonly seed: number;
}

function readOrder(value: unknown): Order | null {
  if (typeof value !== 'object' || value === null) return null;
  const variant: unknown = Reflect.get(value, 'variant');
  const recall: unknown = Reflect.get(value, 'recall');
  const seed: unknown = Reflect.get(value, 'seed');
  if (variant !== 'fresh' && variant !== 'sleepers') return null;
  if (typeof recall !== 'number' || !(recall >= 0 && recall <= 1)) return null;
  if (typeof seed !== 'number' || !Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) return null;
  return { variant, recall, seed };
}

async function play(
  order: Order,
  services: Services,
  signal: AbortSignal,
  say: (line: unknown) => void,
): Promise<void> {
  const cast: { night: NightCast } = { night: { people: [], pictures: [] } };
  const triggers = order.recall === 0 ? [] : await triggersIn(services.samplesDirectory);
  const outcome = await playNight({
    ...order,
    triggers,
    signal,
    onEvent(event) {
      if (event.kind === 'cast') cast.night = event;
      say(event);
    },
  });
  say({ kind: 'ended', summary: nightSummary(outcome), rows: nightRows(outcome, cast.night), looks: looksOf(outcome) });
}

function looksOf(outcome: Awaited<ReturnType<typeof playNight>>): number {
  return outcome.lanes.reduce((sum, { looks }) => sum + looks, 0);
}

/** What of them was built; a demo without samples plays with the list alone. */
async function triggersIn(directory: string): Promise<Uint8Array<ArrayBuffer>[]> {
  const files = await Promise.all(triggerFiles.map((file) => readFile(path.join(directory, file)).catch(() => null)));
  return files.filter((file) => file !== null).map((file) => new Uint8Array(file));
}
