/** The address of a list with these filters; what is empty is left out. */
export function listHref(list: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
  );
  return given.length === 0 ? list : `${list}?${new URLSearchParams(given)}`;
}
