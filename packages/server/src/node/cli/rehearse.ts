import { writeFile } from 'node:fs/promises';
import type { NightEvent } from '../rehearse/night-events.js';
import { nightPage } from '../rehearse/night-page.js';
import type { NightCast } from '../rehearse/night-rows.js';
import { nightText, titleOf } from '../rehearse/night-text.js';
import { playNight } from '../rehearse/play-night.js';
import { type Command, type CommandContext, readNumber, readWords, UsageError } from './command.js';

/** `safeupload rehearse night`. */
export const rehearse: Command = {
  help: `Usage: safeupload rehearse night [flags]

Plays the night of the attack: two accounts post five bad pictures between 23:00
and 03:00 while honest members post theirs, in a forum without SafeUpload and
beside it in one with it. Both are servers of their own, started for this with
a database in a temporary directory and gone afterwards; no server that runs is
touched, and no flag of any command sets a running server's time. Every picture
is abstract and harmless. Takes about a minute.

  --sleepers     the attackers have three accepted pictures each, and are known
  --recall R     share of the attack that lists and models recognise, 0 to 1
                 (default 0: they all miss)
  --seed N       another night: other pictures, other minutes (default 1)
  --html FILE    also write the night as a page
  --json         print everything that happened as JSON
  --help         this text
`,
  async run(words, context) {
    const read = readWords(words, {
      sleepers: { type: 'boolean' },
      recall: { type: 'string' },
      seed: { type: 'string' },
      html: { type: 'string' },
      json: { type: 'boolean' },
    });
    const [what, ...more] = read.positionals;
    if (what !== 'night' || more.length > 0) throw new UsageError('expected: safeupload rehearse night');
    const events: NightEvent[] = [];
    const cast: { night: NightCast | null } = { night: null };
    const outcome = await playNight({
      variant: read.has('sleepers') ? 'sleepers' : 'fresh',
      recall: shareIn(read.text('recall')),
      seed: readNumber('seed', read.text('seed'), 0, 0xffffffff) ?? 1,
      signal: context.signal,
      onEvent(event) {
        if (event.kind === 'cast') cast.night = event;
        if (event.kind !== 'clock' && event.kind !== 'preparing') events.push(event);
        progress(event, context);
      },
    });
    if (context.isTerminal) context.say('\n');
    const night = cast.night ?? { people: [], pictures: [] };
    const file = read.text('html');
    if (file !== undefined) {
      await writeFile(file, nightPage(outcome, night));
      context.say(`The night is in ${file}.\n`);
    }
    context.out(read.has('json') ? `${JSON.stringify({ outcome, events })}\n` : nightText(outcome, night));
    return 0;
  },
};

function shareIn(text: string | undefined): number {
  if (text === undefined) return 0;
  const share = Number(text);
  if (text.trim() === '' || !(share >= 0 && share <= 1))
    throw new UsageError(`--recall takes a share from 0 to 1, got ${text}.`);
  return share;
}

/** One line that is drawn over where there is a terminal; else only what is played. */
function progress(event: NightEvent, context: CommandContext): void {
  if (event.kind === 'cast') context.say(`${titleOf(event)}\n`);
  if (!context.isTerminal) return;
  if (event.kind === 'preparing')
    context.say(`\rGetting ready, ${event.lane} SafeUpload: ${event.done} of ${event.of} … `);
  if (event.kind === 'clock')
    context.say(`\r${new Date(event.at).toISOString().slice(11, 16)}, ${event.lane} SafeUpload …              `);
}
