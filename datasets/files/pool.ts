/**
 * Small file reads, several at once.
 *
 * @module
 */

/** Reads under way: enough to hide a network file system's delay. */
const AT_ONCE = 32;

/**
 * Maps items in order, a few at a time; memory holds those.
 *
 * @param atOnce How many at a time.
 * @throws what `map` throws, for the first such item in order.
 */
export async function* mapPool<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Promise<Result>,
  atOnce = AT_ONCE,
): AsyncGenerator<Result> {
  for (let start = 0; start < items.length; start += atOnce) {
    const settled = await Promise.allSettled(items.slice(start, start + atOnce).map(map));
    for (const result of settled) {
      if (result.status === "rejected") throw result.reason;
      yield result.value;
    }
  }
}
