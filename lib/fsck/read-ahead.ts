/** Maps in order with up to `width` calls under way. An error is thrown where its item stands. */
export async function* readAhead<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  width: number,
  read: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  for await (const item of items) {
    const reading = read(item);
    reading.catch(() => undefined); // it is thrown below, when its turn has come
    underWay.push(reading);
    if (underWay.length < width) continue;
    const first = underWay.shift();
    if (first !== undefined) yield await first;
  }
  for (const one of underWay) yield await one;
}
