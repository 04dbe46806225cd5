import type { FolderStep } from '../eval/evaluate-folder.js';
import { spellProgress } from '../eval/progress.js';
import { spellCount, spellCounted } from '../eval/spelt-numbers.js';
import type { CommandContext } from './command.js';

/** Between two lines of progress: where they are drawn over each other, and where they are kept, in ms. */
const everyMs = { onTerminal: 200, elsewhere: 30_000 };

/** Says how far the work is: on a terminal in one line that is drawn over, elsewhere in a line now and then. `end` clears it. */
export function progressOn(context: CommandContext): { tell(step: FolderStep): void; end(): void } {
  let lastAt = Number.NEGATIVE_INFINITY;
  let begunAt = 0;
  const draw = (line: string): void => {
    const now = performance.now();
    if (now - lastAt < (context.isTerminal ? everyMs.onTerminal : everyMs.elsewhere)) return;
    lastAt = now;
    context.say(context.isTerminal ? `\r\u001b[K${line}` : `${line}\n`);
  };
  const end = (): void => {
    if (context.isTerminal) context.say('\r\u001b[K');
  };
  return {
    end,
    tell(step) {
      if (step.kind === 'reading' && context.isTerminal) draw(`${spellCount(step.files)} files read`);
      if (step.kind === 'measured' && step.now === 1) begunAt = performance.now();
      if (step.kind === 'measured') draw(spellProgress(step.now, step.of, performance.now() - begunAt));
      if (step.kind !== 'opened') return;
      end();
      lastAt = performance.now();
      if (step.brokenLines > 0)
        context.say(`Left out: ${spellCounted(step.brokenLines, 'half-written line')} of the journal.\n`);
      if (step.known > 0)
        context.say(`${spellCount(step.known)} of ${spellCount(step.of)} pictures were measured before.\n`);
    },
  };
}
