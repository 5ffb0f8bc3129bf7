/** All lines that a generator gives. */
export async function linesOf({
  lines,
}: {
  readonly lines: AsyncIterable<string>;
}): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}
