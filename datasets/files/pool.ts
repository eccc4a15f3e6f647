/**
 * Work on several items at once.
 *
 * @module
 */

/** Reads under way: enough to hide a network file system's delay. */
const AT_ONCE = 32;

/**
 * Maps items in order, a few at a time; memory holds those. The next item is begun as soon as the
 * first of those is done and taken.
 *
 * @param atOnce How many at a time.
 * @throws what `map` throws, for the first such item in order, once nothing is under way any more.
 */
export async function* mapPool<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Promise<Result>,
  atOnce = AT_ONCE,
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  try {
    for (const item of items) {
      const result = map(item);
      result.catch(() => {}); // thrown below, when its turn has come
      begun.push(result);
      if (begun.length === atOnce) yield await begun.shift()!;
    }
    while (begun.length > 0) yield await begun.shift()!;
  } finally {
    await Promise.allSettled(begun);
  }
}
