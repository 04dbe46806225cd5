import { open, rm } from 'node:fs/promises';
import { borderOf, digestOf, fromBase64url, SafeUploadError } from '@safeupload/sdk/core';
import { type Command, readWords, UsageError } from './command.js';
import { placeFlags, placeHelp, reach, readPlace } from './reach.js';

/** `safeupload export UPLOAD`. */
export const exportRecord: Command = {
  help: `Usage: safeupload export UPLOAD --reason TEXT [--original FILE] [flags]

Opens what is kept of an upload, for an authority that has the right to it, and
prints it as JSON: who sent it from where (UTC time, address, port, account, user
agent), what became of it and when others could see it. The audit log says so first.

  --reason TEXT    who asked and their file number; stands in the audit log for good
  --original FILE  also write the picture there, for this user only (0600); a file
                   that is there already is never overwritten. Where the bytes as
                   received are gone, it is the largest one the server encoded
${placeHelp}  --help         this text

Exit code: 0 done, 1 when something failed or --original found no picture any more.
`,
  async run(words, context) {
    const read = readWords(words, { ...placeFlags, reason: { type: 'string' }, original: { type: 'string' } });
    const [uploadId, ...more] = read.positionals;
    if (uploadId === undefined || more.length > 0) throw new UsageError('expected the id of one upload.');
    if (!/^[A-Za-z0-9_-]{22,64}$/.test(uploadId)) throw new UsageError(`${uploadId} is not the id of an upload.`);
    const reason = read.text('reason');
    if (reason === undefined) throw new UsageError('expected --reason TEXT: who asked and their file number.');
    const file = read.text('original');
    const request = { v: 1, command: 'export', uploadId, reason, withOriginal: file !== undefined } as const;
    const place = readPlace(read);
    const { record, picture } =
      file === undefined
        ? await parseExported(await reach(request, place, context))
        : await written(file, async () => parseExported(await reach(request, place, context)));
    context.out(`${JSON.stringify(record, null, 2)}\n`);
    if (file !== undefined && picture === null) {
      context.say('Nothing is kept of the picture any more: no file was written.\n');
      return 1;
    }
    if (file !== undefined && picture !== null) context.say(`${aboutPicture(file, picture)}\n`);
    context.say(warning);
    return 0;
  },
};

const warning = `
Give this to the authority that asked, by the way it names, and to nobody else. It
tells who somebody is. Do not mail it, do not put it in a ticket or a chat, and
delete it once it was handed over.
`;

function aboutPicture(file: string, picture: ExportedPicture): string {
  const what =
    picture.kind === 'as-received'
      ? 'the bytes as received'
      : 'the largest picture that the server encoded; the bytes as received are gone';
  return `
${file} holds ${what} (${picture.format}, SHA-256 ${picture.sha256}).
If it may show the abuse of a child: do not open it, do not copy it, do not send it
to anybody, not to a colleague and not to yourself. Report it to the police, or to
NCMEC, the NCA or the IWF, and let them say how they want it. Having it on a disk that
is backed up, synced or shared can be a crime of its own.`;
}

/** Makes the file before anything is opened: where it cannot be written, nothing is exported and nothing logged. */
async function written(file: string, ask: () => Promise<Exported>): Promise<Exported> {
  const handle = await open(file, 'wx', 0o600).catch((cause: unknown) => {
    const exists = cause instanceof Error && Reflect.get(cause, 'code') === 'EEXIST';
    throw exists
      ? new SafeUploadError('wrong-state', `${file} is there already and is not overwritten. Name another file.`)
      : new SafeUploadError('options-invalid', `${file} cannot be written, so nothing was exported.`, { cause });
  });
  let isWritten = false;
  try {
    const exported = await ask();
    if (exported.picture !== null) {
      await handle.writeFile(exported.picture.bytes);
      isWritten = true;
    }
    return exported;
  } finally {
    await handle.close();
    if (!isWritten) await rm(file, { force: true });
  }
}

interface ExportedPicture {
  readonly kind: 'as-received' | 're-encoded';
  readonly format: string;
  readonly sha256: string;
  readonly bytes: Uint8Array;
}

interface Exported {
  /** All but the picture's bytes, as it is printed. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly picture: ExportedPicture | null;
}

async function parseExported(value: unknown): Promise<Exported> {
  const border = borderOf('response-invalid', "server's answer");
  const names = ['v', 'uploadId', 'exportedAt', 'exportedBy', 'reason', 'record', 'upload', 'derivatives'];
  const root = border.object(value, 'exported', [...names, 'decisions', 'shown', 'picture']);
  border.integer(root.v, 'exported.v', 1, 1);
  if (root.picture === null) return { record: root, picture: null };
  const kept = border.object(root.picture, 'exported.picture', ['kind', 'format', 'sha256', 'bytes']);
  const { bytes: text, ...facts } = kept;
  const bytes = typeof text === 'string' ? fromBase64url(text) : null;
  const sha256 = border.digest(kept.sha256, 'exported.picture.sha256');
  if (bytes === null || (await digestOf(bytes)) !== sha256) {
    return border.refuse('exported.picture.bytes', `the bytes of ${sha256} as base64url`, undefined);
  }
  const kind = border.oneOf(kept.kind, 'exported.picture.kind', ['as-received', 're-encoded']);
  const format = border.text(kept.format, 'exported.picture.format', 16);
  return { record: { ...root, picture: facts }, picture: { kind, format, sha256, bytes } };
}
