/**
 * Everything that a source was described by, one line a value, in the order of the record: what tells it from any other
 * item. In: a source of an item. `null` values are printed as not supplied.
 */
export function leavesOf(source: unknown, path = ''): readonly (readonly [string, string | null])[] {
  if (source === null || source === undefined) return [[words(path), null]];
  if (typeof source !== 'object') return [[words(path), String(source)]];
  const entries = Object.entries(source);
  if (entries.length === 0) return [[words(path), 'None']];
  return entries.flatMap(([key, value]) => leavesOf(value, path === '' ? key : `${path}.${key}`));
}

/** "disk.uniqueId" as "Disk: unique id". */
function words(path: string): string {
  const spaced = path.split('.').map((part) => part.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
  const text = spaced.join(': ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
