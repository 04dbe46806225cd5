import { borderOf } from '@safeupload/sdk/core';
import type { CurtainView } from '../../curtain/curtain.js';
import { type Command, readWords, UsageError } from './command.js';
import { placeFlags, placeHelp, reach, readPlace } from './reach.js';

const moves = ['up', 'down', 'status'] as const;

/** `safeupload curtain up|down|status`. */
export const curtain: Command = {
  help: `Usage: safeupload curtain up|down|status [flags]

The button for the night, for whoever has the server and no moderator awake.
up      pictures of accounts with little history wait for a person, and those they
        published in the last day are hidden. It goes down by itself after an hour;
        up again renews it. Members with a history notice nothing.
down    takes it down before its time. Hidden pictures come back, save those with
        a report, or like a rejected one, or of such an account: these stay hidden
        until a person has looked.
status  says how it stands.

${placeHelp}  --json         print how it stands as JSON
  --help         this text
`,
  async run(words, context) {
    const read = readWords(words, { ...placeFlags, json: { type: 'boolean' } });
    const [word, ...more] = read.positionals;
    const move = moves.find((known) => known === word);
    if (move === undefined || more.length > 0) throw new UsageError(`expected one of ${moves.join(', ')}.`);
    const view = parseView(await reach({ v: 1, command: 'curtain', move }, readPlace(read), context));
    context.out(read.has('json') ? `${JSON.stringify(view)}\n` : `${sentencesOf(view)}\n`);
    return 0;
  },
};

function sentencesOf(view: CurtainView): string {
  const { isUp, expiresAt, upBy, hidden, held, returned, staying } = view;
  if (isUp) {
    const until = expiresAt === null ? '' : ` until ${new Date(expiresAt).toISOString()}`;
    return `The curtain is up${until}, pulled by ${upBy ?? 'nobody known'}. Hidden: ${pictures(hidden)}. Waiting because of it: ${pictures(held)}.`;
  }
  if (hidden === 0) return 'The curtain is down.';
  return `The curtain is down. Of ${pictures(hidden)} that the last one hid, ${returned} came back by themselves; ${staying} stay hidden until a person has looked.`;
}

function pictures(count: number): string {
  return count === 1 ? '1 picture' : `${count} pictures`;
}

function parseView(value: unknown): CurtainView {
  const border = borderOf('response-invalid', "server's answer");
  const numbers = ['hidden', 'held', 'returned', 'staying'] as const;
  const root = border.object(value, 'curtain', ['isUp', 'upAt', 'expiresAt', 'upBy', ...numbers]);
  const count = (name: (typeof numbers)[number]) =>
    border.integer(root[name], `curtain.${name}`, 0, Number.MAX_SAFE_INTEGER);
  const time = (name: 'upAt' | 'expiresAt') =>
    root[name] === null ? null : border.integer(root[name], `curtain.${name}`, 0, Number.MAX_SAFE_INTEGER);
  return {
    isUp: border.flag(root.isUp, 'curtain.isUp'),
    upAt: time('upAt'),
    expiresAt: time('expiresAt'),
    upBy: root.upBy === null ? null : border.text(root.upBy, 'curtain.upBy', 200),
    hidden: count('hidden'),
    held: count('held'),
    returned: count('returned'),
    staying: count('staying'),
  };
}
