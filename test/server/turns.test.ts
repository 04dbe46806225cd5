import { expect, test } from 'vitest';
import { createTurns } from '../../packages/server/src/turns.js';

const patient = () => new AbortController().signal;

test('one account works on one thing at a time, in order; another does not wait for it', async () => {
  const turns = createTurns();
  const done: string[] = [];
  const first = await turns.take('anna', 5, patient());
  const second = turns.take('anna', 5, patient()).then((end) => {
    done.push('second');
    return end;
  });
  const third = turns.take('anna', 5, patient()).then((end) => {
    done.push('third');
    return end;
  });
  const other = await turns.take('ben', 5, patient());
  expect(other).not.toBeNull();
  expect(done).toEqual([]);
  first?.();
  (await second)?.();
  (await third)?.();
  expect(done).toEqual(['second', 'third']);
  // Nothing is left of the line: the next begins at once.
  expect(await turns.take('anna', 0, patient())).not.toBeNull();
});

test('too many waiting, or too long, gets no turn and blocks nobody behind it', async () => {
  const turns = createTurns();
  const first = await turns.take('anna', 2, patient());
  const impatience = new AbortController();
  const impatient = turns.take('anna', 2, impatience.signal);
  const next = turns.take('anna', 2, patient());
  expect(await turns.take('anna', 2, patient())).toBeNull();
  impatience.abort();
  expect(await impatient).toBeNull();
  first?.();
  expect(await next).not.toBeNull();
  expect(await turns.take('anna', 2, impatience.signal)).toBeNull();
});
