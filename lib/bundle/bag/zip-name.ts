/**
 * Why no file of a bundle has this name in an archive, in words; null: it may. A name is a relative path with slashes, of
 * which no part leads anywhere but down, in the one spelling of its characters (NFC).
 */
export function nameProblem(name: string): string | null {
  const problem = pathProblem(name);
  if (problem !== null) return problem;
  // Windows drops dots and spaces at an end: the file would lie in another's place.
  if (name.split('/').some((part) => /[. ]$/.test(part))) return `it holds the path ${inPlainSight(name)}`;
  if (name === name.normalize('NFC')) return null;
  return `the path ${inPlainSight(name)} is not in the one spelling of its characters`;
}

/** The same, in whatever spelling. */
export function pathProblem(name: string): string | null {
  const parts = name.split('/');
  // Control characters, backslashes and drive letters mean something else to somebody; invisible ones deceive readers.
  const isPlain = !/[\p{Cc}\p{Cf}\\:]/u.test(name);
  const leadsDown = parts.every((part) => part !== '' && part !== '.' && part !== '..');
  return isPlain && leadsDown ? null : `it holds the path ${inPlainSight(name)}`;
}

/** What a terminal would obey or hide is written out. */
export function inPlainSight(path: string): string {
  return JSON.stringify(path).replace(/\p{C}/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16)}}`);
}
