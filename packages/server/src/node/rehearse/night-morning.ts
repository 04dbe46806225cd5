import type { NightUpload } from './night-messages.js';
import type { NightStage } from './night-stage.js';

/** From one decision of the moderator to the next, in ms. */
const betweenDecisionsMs = 20_000;

/**
 * What the moderator finds and does at 08:00. With the defence: all that waits of each attacker is rejected in one press,
 * what is still public of them is taken down, every honest picture that waits is released. Without: the only lever left.
 */
export async function decideInTheMorning(stage: NightStage, personId: string): Promise<void> {
  const { lane, server, script, uploadIds, moderator: by, emit } = stage;
  const tell = (
    button: 'release' | 'reject' | 'take-down' | 'pictures-off',
    pictureIds: readonly string[],
    sentence: string,
  ) => emit({ kind: 'pressed', lane, at: server.now(), personId, button, pictureIds, sentence });
  const { handle } = stage.person(personId);

  if (lane === 'without') {
    const since = server.now();
    await server.call('picturesOff', {});
    tell(
      'pictures-off',
      [],
      'The founder is woken up and pulls the only lever there is: pictures are off for everybody.',
    );
    await stage.look(since);
    return;
  }

  for (const attacker of script.people.filter(({ isAttacker }) => isAttacker)) {
    const theirs = script.pictures.filter((picture) => picture.personId === attacker.id && uploadIds.has(picture.id));
    const found = await uploadsOf(
      stage,
      theirs.map(({ id }) => id),
    );
    const waiting = theirs.filter(({ id }) => isWaiting(found.get(id)));
    if (waiting.length > 0) {
      const since = server.now();
      await server.call('decideGroup', {
        ...{ kind: 'account', id: attacker.id, lane: 'ordinary', action: 'reject', bank: true, by },
        reason: 'decided in the rehearsal',
      });
      const what = ['', 'what waits', 'both that wait'][waiting.length] ?? `all ${waiting.length} that wait`;
      const sentence = `${handle} rejects ${what} of ${attacker.handle} in one press, after one small grey look at each.`;
      tell(
        'reject',
        waiting.map(({ id }) => id),
        sentence,
      );
      await stage.look(since);
      await server.jumpTo(server.now() + betweenDecisionsMs);
    }
    for (const { id } of theirs.filter((picture) => stage.watch.isPublic(picture.id))) {
      const since = server.now();
      const uploadId = uploadIds.get(id) ?? '';
      await server.call('takedown', { uploadId, reason: 'decided in the rehearsal', by });
      tell('take-down', [id], `${handle} takes a picture of ${attacker.handle} down.`);
      await stage.look(since);
      await server.jumpTo(server.now() + betweenDecisionsMs);
    }
  }

  const honest = script.pictures.filter(({ id, isBad }) => !isBad && uploadIds.has(id));
  const found = await uploadsOf(
    stage,
    honest.map(({ id }) => id),
  );
  for (const { id, personId: author } of honest.filter((picture) => isWaiting(found.get(picture.id)))) {
    const since = server.now();
    await server.call('decideHold', { uploadId: uploadIds.get(id) ?? '', action: 'release', by });
    tell('release', [id], `${handle} releases a photo of ${stage.person(author).handle}.`);
    await stage.look(since);
    await server.jumpTo(server.now() + betweenDecisionsMs);
  }
}

/** Held, or hidden: a person has to look. */
function isWaiting(upload: NightUpload | undefined): boolean {
  if (upload === undefined) return false;
  const { outcome, state } = upload;
  return outcome === 'held' ? state === 'attached' || state === 'unattached' : state === 'hidden';
}

async function uploadsOf(stage: NightStage, pictureIds: readonly string[]): Promise<Map<string, NightUpload>> {
  const ids = pictureIds.map((id) => stage.uploadIds.get(id) ?? '');
  const found = await stage.server.call('uploads', { uploadIds: ids });
  return new Map(
    pictureIds.flatMap((pictureId, index) => {
      const upload = found[ids[index] ?? ''];
      return upload === undefined ? [] : [[pictureId, upload] as const];
    }),
  );
}
