// @ts-check

/**
 * Starts tasks in this order, at most so many at once. Each one's promise is to be awaited by whoever needs it; one that
 * rejects before anybody asked is no unhandled rejection.
 * @template T
 * @param {number} atOnce
 * @param {readonly (() => Promise<T>)[]} tasks
 * @returns {Promise<T>[]}
 */
export function inTurn(atOnce, tasks) {
  /** @type {Promise<unknown>[]} */
  const lanes = Array.from({ length: atOnce }, () => Promise.resolve());
  return tasks.map((task, at) => {
    const lane = at % atOnce;
    const done = (lanes[lane] ?? Promise.resolve()).then(task);
    lanes[lane] = done.catch(() => undefined);
    return done;
  });
}
