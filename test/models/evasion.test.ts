import { readdirSync } from 'node:fs';
import { modelDirectories } from '@safeupload/models';
import { beforeAll, describe, expect, it } from 'vitest';
import { isHeld, openEyes, type Seen, viewsOfDeployment } from '../../models/triggers/server-eyes.mjs';

const folder = new URL('../fixtures/triggers/evading/', import.meta.url);
const measuringTimeoutMs = 300_000;

/** So many deployments, each with four views of its own. */
const deploymentCount = 10;
const mostViews = 4;

/**
 * Share of (picture, deployment) that the server holds with so many views: what docs/evasion.md says of these files. Another
 * processor may judge a view that lies on a threshold otherwise: one such judgement is 1/30.
 */
const heldShares = {
  plain: { 0: 0, 1: 21 / 30, 2: 24 / 30, 4: 30 / 30 },
  robust: { 0: 0, 1: 0, 2: 0, 4: 0 },
};

describe.each(Object.entries(heldShares))('pictures tuned against both shipped models: %s', (attacker, shares) => {
  const names = readdirSync(folder).filter((name) => name.startsWith(attacker));
  const seen: Seen[] = [];

  beforeAll(async () => {
    const look = await openEyes(Object.values(modelDirectories));
    const views = await Promise.all(
      Array.from({ length: deploymentCount }, (_, number) => viewsOfDeployment(number, mostViews)),
    );
    for (const name of names) seen.push(await look(new URL(name, folder), views.flat()));
  }, measuringTimeoutMs);

  it('are under 0.2 on both models as a whole', () => {
    expect(names).toHaveLength(3);
    for (const { whole } of seen) {
      expect(whole.map(({ id }) => id)).toEqual(['mobilenet-v2', 'open-nsfw']);
      for (const { risk } of whole) expect(risk).toBeLessThan(0.2);
    }
  });

  it.each(Object.entries(shares))('are held with %s secret views as often as documented', (count, share) => {
    const answers = seen.flatMap(({ whole, views }) =>
      Array.from({ length: deploymentCount }, (_, number) =>
        isHeld({ whole, views: views.slice(number * mostViews, number * mostViews + Number(count)) }),
      ),
    );
    expect(answers).toHaveLength(names.length * deploymentCount);
    const held = answers.filter(Boolean).length / answers.length;
    expect(Math.abs(held - share)).toBeLessThanOrEqual(1.5 / answers.length);
  });
});
