import { SafeUploadError } from '@safeupload/sdk/core';
import { historyBegins, historyLength, makeHistory } from './night-history.js';
import { decideInTheMorning } from './night-morning.js';
import { startNightServer } from './night-process.js';
import type { NightStep } from './night-script.js';
import { createStage, type LaneOrder, type NightStage } from './night-stage.js';
import { postPicture } from './night-uploads.js';

/** After a button that hides, addresses are asked again so long after it, in ms. */
const lookAfterMs = [2000, 5000, 10_000] as const;

/** Plays the script against a server of this lane, from its start to its end. Resolves to how often addresses were asked. */
export async function playLane(order: LaneOrder): Promise<number> {
  const { lane, script, files, signal, emit } = order;
  // Without a defence nobody's history matters.
  const of = lane === 'with' ? historyLength(script.people) : 0;
  emit({ kind: 'preparing', lane, done: 0, of: of + 1 });
  const at = lane === 'with' ? historyBegins(script) : script.from;
  const server = await startNightServer({ lane, at, ...(signal === undefined ? {} : { signal }) });
  try {
    const stage = createStage(server, order);
    let done = 1;
    emit({ kind: 'preparing', lane, done, of: of + 1 });
    if (lane === 'with') {
      for (const { listed } of files.values()) if (listed !== null) await server.call('bank', { sha256: listed });
      await makeHistory(server, script, {
        moderator: stage.person(stage.moderator.accountId),
        ...(signal === undefined ? {} : { signal }),
        onPosted: () => emit({ kind: 'preparing', lane, done: ++done, of: of + 1 }),
      });
    }
    await stage.look(server.now());
    for (const step of script.steps) {
      await stage.advanceTo(step.at);
      await play(stage, step);
      emit({ kind: 'clock', lane, at: server.now() });
    }
    await stage.advanceTo(script.until);
    return stage.watch.looks();
  } finally {
    await server.dispose();
  }
}

async function play(stage: NightStage, step: NightStep): Promise<void> {
  switch (step.kind) {
    case 'upload':
      return post(stage, step.pictureId);
    case 'report':
      return report(stage, step);
    case 'curtain':
      return pullCurtain(stage, step.personId);
    case 'morning':
      return decideInTheMorning(stage, step.personId);
  }
}

async function post(stage: NightStage, pictureId: string): Promise<void> {
  const { lane, server, script, files, uploadIds, watch, moderator, emit } = stage;
  const picture = script.pictures.find(({ id }) => id === pictureId);
  const file = files.get(pictureId);
  if (picture === undefined || file === undefined) {
    throw new SafeUploadError('options-invalid', `The night has no picture called ${pictureId}.`);
  }
  const token = await stage.token(picture.personId);
  const at = server.now();
  const { answer, uploadId, told } = await postPicture(server, { ...file, token }, stage.signal);
  let reasons: readonly string[] = told === '' ? [] : [told];
  if (uploadId !== null && answer !== 'refused') {
    uploadIds.set(pictureId, uploadId);
    // Posts with held pictures appear too, with a word in the picture's place.
    await server.call('attach', {
      uploadIds: [uploadId],
      accountId: picture.personId,
      target: { context: 'post', id: `post-${pictureId}` },
    });
    watch.follow(pictureId, uploadId);
    if (answer === 'held') reasons = (await server.call('waiting', { by: moderator }))[uploadId] ?? [];
  }
  emit({ kind: 'uploaded', lane, at, pictureId, answer, reasons });
  await stage.look(at);
}

async function report(stage: NightStage, step: Extract<NightStep, { kind: 'report' }>): Promise<void> {
  const { lane, server, script, uploadIds, watch, emit } = stage;
  const { personId, pictureId } = step;
  const uploadId = uploadIds.get(pictureId);
  // What nobody can see nobody reports.
  if (uploadId === undefined || !watch.isPublic(pictureId)) return;
  const { handle, tier } = stage.person(personId);
  const author = stage.person(script.pictures.find(({ id }) => id === pictureId)?.personId ?? '');
  const at = server.now();
  await server.call('report', { uploadId, accountId: personId, tier, reason: 'sexual' });
  const happens =
    lane === 'with'
      ? 'It is hidden at once, until a person has looked.'
      : 'The report lies in an inbox that nobody reads before the morning.';
  const sentence = `${handle} reports a picture of ${author.handle}. ${happens}`;
  emit({ kind: 'pressed', lane, at, personId, button: 'report', pictureIds: [pictureId], sentence });
  await lookClosely(stage, at);
}

async function pullCurtain(stage: NightStage, personId: string): Promise<void> {
  const { lane, server, emit } = stage;
  const { handle, roles } = stage.person(personId);
  const at = server.now();
  const tell = (sentence: string) =>
    emit({ kind: 'pressed', lane, at, personId, button: 'curtain', pictureIds: [], sentence });
  if (lane === 'without') {
    tell(`${handle} looks for a button. There is none that a volunteer may press, and nobody answers the phone.`);
    return;
  }
  const view = await server.call('curtainUp', { by: { accountId: personId, roles } });
  const hidden = view.hidden === 1 ? 'one that was published today is' : `${view.hidden} that were published today are`;
  tell(
    `${handle} pulls the curtain: for an hour, pictures of accounts with little history wait, and ${hidden} hidden.`,
  );
  stage.curtainIsUp(view.expiresAt ?? at);
  await lookClosely(stage, at);
}

/** Asks every address right after a button, and again after a few seconds each. */
async function lookClosely(stage: NightStage, at: number): Promise<void> {
  await stage.look(at);
  for (const after of lookAfterMs) {
    if (stage.server.now() < at + after) await stage.server.jumpTo(at + after);
    await stage.look(stage.server.now());
  }
}
