// @ts-check

/**
 * The item at `index`. Throws where there is none: a source of another shape must stop a build, not put NaN in a model.
 * @template T
 * @param {ArrayLike<T>} list
 * @param {number} index
 * @returns {T}
 */
export function at(list, index) {
  const item = list[index];
  if (item === undefined) throw new RangeError(`expected more than ${index} items, got ${list.length}`);
  return item;
}
