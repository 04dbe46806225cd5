// @ts-check

/**
 * Counts the rows that are shown. Every drop starts the clock anew.
 * @param {string} selector of a row
 */
export function watchRows(selector) {
  const watch = {
    droppedAt: Number.NaN,
    /** Ms from the last drop to the first frame with a row; null where none came. */
    firstMs: /** @type {number | null} */ (null),
    /** Rows that are shown now: with a box, and neither transparent nor hidden. */
    count: () =>
      [...document.querySelectorAll(selector)].filter((row) => {
        const { width, height } = row.getBoundingClientRect();
        return width > 0 && height > 0 && row.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      }).length,
  };
  const look = () => {
    if (watch.firstMs !== null) return;
    if (watch.count() > 0) watch.firstMs = performance.now() - watch.droppedAt;
    else requestAnimationFrame(look);
  };
  addEventListener(
    'drop',
    () => {
      watch.droppedAt = performance.now();
      watch.firstMs = null;
      requestAnimationFrame(look);
    },
    { capture: true },
  );
  return watch;
}
