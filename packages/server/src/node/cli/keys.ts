import { makeKeys } from '../keys-file.js';
import { type Command, readWords, UsageError } from './command.js';

/** `safeupload keys make FILE`. */
export const keys: Command = {
  help: `Usage: safeupload keys make FILE

Makes a server's keys and writes them to FILE, readable by you only:
the receipt key (signs what may be shown), the sealing key (encrypts what is
kept) and the pseudonym key. Make them once and keep a copy: without them
receipts cannot be verified and kept files cannot be opened. An existing
FILE is never replaced.
`,
  async run(words, context) {
    const { positionals } = readWords(words, {});
    const [verb, file, ...more] = positionals;
    if (verb !== 'make' || file === undefined || more.length > 0)
      throw new UsageError('expected: safeupload keys make FILE');
    const made = await makeKeys(file);
    context.out(`Keys are in ${file}. The receipt key is ${made.receipt[0]?.kid ?? ''}.\n`);
    return 0;
  },
};
