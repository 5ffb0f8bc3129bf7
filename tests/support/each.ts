/** These, one after the other, as a stream gives them. */
export async function* each<T>(all: readonly T[]): AsyncGenerator<T> {
  yield* all;
}
