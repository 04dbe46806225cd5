import type { NightPerson } from './night-cast.js';
import { paintPicture } from './night-pictures.js';
import type { NightServer } from './night-process.js';
import type { NightScript } from './night-script.js';
import { postPicture } from './night-uploads.js';
import { seededNumbers } from './seeded-numbers.js';

const dayMs = 24 * 3_600_000;
/** A picture that stood in a post for a week counts as accepted; one more day is to spare. */
const historyMs = 8 * dayMs;

/** When a lane's server has to begin so that there is time for a history. */
export function historyBegins(script: Pick<NightScript, 'from'>): number {
  return script.from - historyMs;
}

/** How many pictures {@link makeHistory} posts. */
export function historyLength(people: readonly NightPerson[]): number {
  return people.reduce((sum, { acceptedBefore }) => sum + acceptedBefore, 0);
}

/**
 * Gives each account the accepted pictures that the script says it has, the way any account gets them: posted eight days
 * before; those of a newcomer released by a moderator, others left standing for a week. Ends at the night's beginning.
 */
export async function makeHistory(
  server: NightServer,
  script: Pick<NightScript, 'people' | 'seed' | 'from'>,
  options: { readonly moderator: NightPerson; readonly signal?: AbortSignal; onPosted(): void },
): Promise<void> {
  const { moderator, signal, onPosted } = options;
  const next = seededNumbers(script.seed ^ 0x5afe);
  for (const { id: accountId, isAttacker, acceptedBefore } of script.people) {
    if (acceptedBefore === 0) continue;
    // A sleeper came as everybody comes: new.
    const token = await server.call('member', { accountId, tier: isAttacker ? 'new' : 'known', roles: [] });
    for (let posted = 0; posted < acceptedBefore; posted++) {
      const bytes = await paintPicture({ paintSeed: Math.floor(next() * 4294967296), isCopy: false });
      const { uploadId, answer } = await postPicture(server, { bytes, token, isJpeg: false }, signal);
      if (uploadId === null || answer === 'refused') continue;
      const target = { context: 'post', id: `before-${uploadId}` } as const;
      await server.call('attach', { uploadIds: [uploadId], accountId, target });
      if (answer === 'held') {
        const by = { accountId: moderator.id, roles: moderator.roles };
        await server.call('decideHold', { uploadId, action: 'release', by });
      }
      onPosted();
    }
  }
  await server.jumpTo(script.from);
  await server.call('reap', {});
}
