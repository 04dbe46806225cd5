import { borderOf } from '@safeupload/sdk/core';
import { type AuditHead, type AuditVerdict, verifyAudit } from '../../audit/verify-audit.js';
import { parseAuditHead } from '../control-messages.js';
import { type Command, readWords, UsageError } from './command.js';
import { placeFlags, placeHelp, reachDatabase, readPlace } from './reach.js';

/** `safeupload audit verify`. */
export const audit: Command = {
  help: `Usage: safeupload audit verify [flags]

Computes the whole audit log anew: who looked at held pictures, exported records,
pulled the curtain, placed legal holds. Each entry holds the hash of the one
before, so one that was altered, removed or moved shows.

A log whose end was cut off, or that was written anew from some entry on, is whole
in itself. Note the head that this command prints in another place, and give it
next time.

  --head SEQ:HASH  a head that was noted before: it must still be in the log
${placeHelp}  --json         print what was found as JSON
  --help         this text

Exit code: 0 when the log is whole, 1 when it is broken or could not be read.
`,
  async run(words, context) {
    const read = readWords(words, { ...placeFlags, head: { type: 'string' }, json: { type: 'boolean' } });
    const [verb, ...more] = read.positionals;
    if (verb !== 'verify' || more.length > 0) throw new UsageError('expected: safeupload audit verify');
    const expectHead = readHead(read.text('head'));
    const expected = expectHead === undefined ? {} : { expectHead };
    const found = parseVerdict(
      await reachDatabase({ v: 1, command: 'audit-verify', ...expected }, readPlace(read), context, (database) =>
        verifyAudit(database, { ...expected, signal: context.signal }),
      ),
    );
    if (read.has('json')) context.out(`${JSON.stringify(found)}\n`);
    else if (found.whole) {
      const head = found.head === null ? '' : `Head: ${found.head.seq}:${found.head.hash}\n`;
      context.out(`The audit log is whole: ${entries(found.entries)}. ${found.sentence}\n${head}`);
    } else context.out(`The audit log is broken behind ${entries(found.entries)}. ${found.sentence}\n`);
    return found.whole ? 0 : 1;
  },
};

function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}

function readHead(text: string | undefined): AuditHead | undefined {
  if (text === undefined) return undefined;
  const [, seq, hash] = /^([1-9]\d{0,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined) {
    throw new UsageError(`--head: expected SEQ:HASH as this command prints it, got ${text.slice(0, 100)}.`);
  }
  return { seq: Number(seq), hash };
}

function parseVerdict(value: unknown): AuditVerdict {
  const border = borderOf('response-invalid', "server's answer");
  const root = border.object(value, 'audit', ['whole', 'entries', 'sentence'], ['head', 'broken', 'seq']);
  const most = Number.MAX_SAFE_INTEGER;
  const sentence = border.text(root.sentence, 'audit.sentence', 1000);
  const read = border.integer(root.entries, 'audit.entries', 0, most);
  if (border.flag(root.whole, 'audit.whole')) {
    const head = root.head === null ? null : parseAuditHead(root.head, border);
    return { whole: true, entries: read, head, sentence };
  }
  return {
    whole: false,
    entries: read,
    broken: border.oneOf(root.broken, 'audit.broken', ['altered', 'missing', 'reordered', 'cut', 'replaced']),
    seq: border.integer(root.seq, 'audit.seq', 1, most),
    sentence,
  };
}
