import { access } from 'node:fs/promises';
import { borderOf, outcomes, SafeUploadError, uploadStates } from '@safeupload/sdk/core';
import { createVerifier } from '../../verifier.js';
import { operator } from '../control.js';
import { askServer } from '../control-client.js';
import { dataPaths } from '../data-paths.js';
import { directoryBlobs } from '../directory-blobs.js';
import { loadKeys, parseKeys } from '../keys-file.js';
import { createMeasurer } from '../measurer.js';
import { openDatabase } from '../open-database.js';
import { type Command, readWords, UsageError } from './command.js';

/** `safeupload takedown ID`. */
export const takedown: Command = {
  help: `Usage: safeupload takedown [flags] ID

Stops showing an upload: its addresses answer 404 and its receipt is revoked when
this command ends. The running server does it, over its control socket; where none
runs, the command opens the data directory itself. The moderation desk can undo it.

  --reason TEXT  kept with the decision (default "taken down by the operator")
  --undo         take the last decision about the upload back instead
  --data DIR     where the server keeps its data (default .data)
  --keys FILE    the server's keys, needed where no server runs (default DIR/keys.json)
  --json         print the upload's state as JSON
  --help         this text
`,
  async run(words, context) {
    const read = readWords(words, {
      reason: { type: 'string' },
      undo: { type: 'boolean' },
      data: { type: 'string' },
      keys: { type: 'string' },
      json: { type: 'boolean' },
    });
    const [uploadId, ...more] = read.positionals;
    if (uploadId === undefined || more.length > 0) throw new UsageError('expected the id of one upload.');
    if (!/^[A-Za-z0-9_-]{22,64}$/.test(uploadId)) throw new UsageError(`${uploadId} is not the id of an upload.`);
    const order: Order = {
      uploadId,
      reason: read.text('reason') ?? 'taken down by the operator',
      undo: read.has('undo'),
    };
    const dataDirectory = read.text('data') ?? '.data';
    const view = parseView(
      (await inServer(order, dataDirectory)) ?? (await inDirectory(order, dataDirectory, read.text('keys'))),
    );
    context.out(
      read.has('json') ? `${JSON.stringify(view)}\n` : `Upload ${uploadId} is ${view.outcome} and ${view.state}.\n`,
    );
    return 0;
  },
};

interface Order {
  readonly uploadId: string;
  readonly reason: string;
  readonly undo: boolean;
}

async function inServer({ uploadId, reason, undo }: Order, dataDirectory: string): Promise<unknown> {
  const { control } = dataPaths(dataDirectory);
  const request = undo
    ? ({ v: 1, command: 'undo', uploadId } as const)
    : ({ v: 1, command: 'takedown', uploadId, reason } as const);
  return (await askServer(control, request))?.value ?? null;
}

async function inDirectory(order: Order, dataDirectory: string, keysFile: string | undefined): Promise<unknown> {
  const paths = dataPaths(dataDirectory);
  await access(paths.database).catch(() => {
    throw new SafeUploadError(
      'not-found',
      `No server listens on ${paths.control} and there is no database in ${paths.database}. Say where with --data DIR.`,
    );
  });
  const fromEnvironment = process.env.SAFEUPLOAD_KEYS;
  const keys = fromEnvironment ? await parseKeys(fromEnvironment) : await loadKeys(keysFile ?? paths.keys);
  const { database, close } = await openDatabase(paths.database);
  const measurer = createMeasurer();
  try {
    const verifier = await createVerifier({
      // No route is served from here, so the address is nobody's.
      audience: 'http://localhost/safe-upload',
      allowedOrigins: [],
      identify: () => null,
      database,
      blobs: directoryBlobs(paths.blobs),
      keys,
      measurer,
      // The host must learn of this, to purge its caches, but only the server knows whom to tell.
      keepEvents: true,
    });
    const { uploadId, reason, undo } = order;
    if (undo) await verifier.undo({ uploadId, by: operator });
    else await verifier.takedown({ uploadId, reason, by: operator });
    const view = await verifier.status(uploadId);
    await verifier.dispose();
    return view;
  } finally {
    await measurer.dispose();
    await close();
  }
}

/** What of an upload the command tells. */
interface View {
  readonly uploadId: string;
  readonly outcome: string;
  readonly state: string;
}

function parseView(value: unknown): View {
  const border = borderOf('response-invalid', "server's answer");
  const known = ['accountId', 'context', 'target', 'at', 'pictures', 'receipt'];
  const root = border.object(value, 'upload', ['uploadId', 'outcome', 'state'], known);
  return {
    uploadId: border.text(root.uploadId, 'upload.uploadId', 64),
    outcome: border.oneOf(root.outcome, 'upload.outcome', outcomes),
    state: border.oneOf(root.state, 'upload.state', uploadStates),
  };
}
