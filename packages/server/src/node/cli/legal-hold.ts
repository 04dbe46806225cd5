import { borderOf } from '@safeupload/sdk/core';
import type { HeldSubject, LegalHold } from '../../records/legal-hold.js';
import { type Command, type CommandContext, readWords, UsageError, type Words } from './command.js';
import { placeFlags, placeHelp, reach, readPlace } from './reach.js';

/** `safeupload legal-hold place|lift|list`. */
export const legalHold: Command = {
  help: `Usage: safeupload legal-hold place --account ID|--upload ID --reason TEXT [flags]
       safeupload legal-hold lift HOLD [--reason TEXT] [flags]
       safeupload legal-hold list [--all] [flags]

An authority ordered that nothing may be deleted: while a legal hold is in force no
timer and no wish of a member deletes a picture, a record or a trace of that account
or upload. Members see and may do what they always could. What was deleted before is
gone. Lifted, the usual times apply again. Every step stands in the audit log.

  --account ID   hold everything of this account
  --upload ID    hold this one upload
  --reason TEXT  who ordered it and their file number
  --all          list lifted ones, too
${placeHelp}  --json         print as JSON
  --help         this text
`,
  async run(words, context) {
    const read = readWords(words, {
      ...placeFlags,
      account: { type: 'string' },
      upload: { type: 'string' },
      reason: { type: 'string' },
      all: { type: 'boolean' },
      json: { type: 'boolean' },
    });
    const [verb, ...rest] = read.positionals;
    const act = Object.hasOwn(verbs, verb ?? '') ? verbs[verb ?? ''] : undefined;
    if (act === undefined) throw new UsageError(`expected one of ${Object.keys(verbs).join(', ')}.`);
    const { value, text } = await act(read, rest, context);
    context.out(read.has('json') ? `${JSON.stringify(value)}\n` : text);
    return 0;
  },
};

type Done = Promise<{ readonly value: unknown; readonly text: string }>;

const verbs: Readonly<Record<string, (read: Words, rest: readonly string[], context: CommandContext) => Done>> = {
  async place(read, rest, context) {
    if (rest.length > 0) throw new UsageError(`place takes flags only, got ${rest[0]}.`);
    const reason = read.text('reason');
    if (reason === undefined) throw new UsageError('expected --reason TEXT: who ordered it and their file number.');
    const placed = parseHold(
      await reach({ v: 1, command: 'legal-hold-place', reason, ...readSubject(read) }, readPlace(read), context),
    );
    return {
      value: placed,
      text: `Nothing of ${subjectOf(placed)} is deleted until the legal hold ${placed.id} is lifted.\n`,
    };
  },
  async lift(read, [id, ...more], context) {
    if (id === undefined || more.length > 0) throw new UsageError('expected the id of one legal hold; list shows it.');
    const reason = read.text('reason');
    const said = reason === undefined ? {} : { reason };
    const lifted = parseHold(await reach({ v: 1, command: 'legal-hold-lift', id, ...said }, readPlace(read), context));
    return {
      value: lifted,
      text: `The legal hold ${lifted.id} of ${subjectOf(lifted)} is lifted: the usual times apply again.\n`,
    };
  },
  async list(read, rest, context) {
    if (rest.length > 0) throw new UsageError(`list takes flags only, got ${rest[0]}.`);
    const border = borderOf('response-invalid', "server's answer");
    const answer = await reach({ v: 1, command: 'legal-hold-list', lifted: read.has('all') }, readPlace(read), context);
    const holds = border.list(answer, 'holds', 1000, parseHold);
    return { value: holds, text: holds.length === 0 ? 'No legal hold is in force.\n' : holds.map(lineOf).join('') };
  },
};

function readSubject(read: Words): HeldSubject {
  const accountId = read.text('account');
  const uploadId = read.text('upload');
  if (accountId !== undefined && uploadId === undefined) return { accountId };
  if (uploadId !== undefined && accountId === undefined) return { uploadId };
  throw new UsageError('expected either --account ID or --upload ID.');
}

function lineOf(hold: LegalHold): string {
  const until = hold.liftedAt === null ? 'in force' : `lifted ${utc(hold.liftedAt)} by ${hold.liftedBy ?? ''}`;
  return `${hold.id}  ${subjectOf(hold)}  placed ${utc(hold.placedAt)} by ${hold.placedBy}  ${until}  ${hold.reason}\n`;
}

function utc(at: number): string {
  return new Date(at).toISOString();
}

function subjectOf({ accountId, uploadId }: LegalHold): string {
  return accountId === null ? `upload ${uploadId ?? ''}` : `account ${accountId}`;
}

function parseHold(value: unknown, path = 'hold'): LegalHold {
  const border = borderOf('response-invalid', "server's answer");
  const names = ['id', 'accountId', 'uploadId', 'reason', 'placedAt', 'placedBy', 'liftedAt', 'liftedBy'];
  const root = border.object(value, path, names);
  const text = (name: string, most: number) => border.text(root[name], `${path}.${name}`, most);
  const orNull = (name: string, most: number) => (root[name] === null ? null : text(name, most));
  const time = (name: string) => border.integer(root[name], `${path}.${name}`, 0, Number.MAX_SAFE_INTEGER);
  return {
    id: text('id', 64),
    accountId: orNull('accountId', 200),
    uploadId: orNull('uploadId', 64),
    reason: text('reason', 500),
    placedAt: time('placedAt'),
    placedBy: text('placedBy', 200),
    liftedAt: root.liftedAt === null ? null : time('liftedAt'),
    liftedBy: orNull('liftedBy', 200),
  };
}
