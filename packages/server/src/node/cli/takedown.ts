import { borderOf, outcomes, uploadStates } from '@safeupload/sdk/core';
import { type Command, readWords, UsageError } from './command.js';
import { placeFlags, placeHelp, reach, readPlace } from './reach.js';

/** `safeupload takedown ID`. */
export const takedown: Command = {
  help: `Usage: safeupload takedown [flags] ID

Stops showing an upload: its addresses answer 404 and its receipt is revoked when
this command ends. The running server does it, over its control socket; where none
runs, the command opens the data directory itself. The moderation desk can undo it.

  --reason TEXT  kept with the decision (default "taken down by the operator")
  --undo         take the last decision about the upload back instead
${placeHelp}  --json         print the upload's state as JSON
  --help         this text
`,
  async run(words, context) {
    const read = readWords(words, {
      reason: { type: 'string' },
      undo: { type: 'boolean' },
      ...placeFlags,
      json: { type: 'boolean' },
    });
    const [uploadId, ...more] = read.positionals;
    if (uploadId === undefined || more.length > 0) throw new UsageError('expected the id of one upload.');
    if (!/^[A-Za-z0-9_-]{22,64}$/.test(uploadId)) throw new UsageError(`${uploadId} is not the id of an upload.`);
    const reason = read.text('reason') ?? 'taken down by the operator';
    const view = parseView(
      await reach(
        read.has('undo') ? { v: 1, command: 'undo', uploadId } : { v: 1, command: 'takedown', uploadId, reason },
        readPlace(read),
        context,
      ),
    );
    context.out(
      read.has('json') ? `${JSON.stringify(view)}\n` : `Upload ${uploadId} is ${view.outcome} and ${view.state}.\n`,
    );
    return 0;
  },
};

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
