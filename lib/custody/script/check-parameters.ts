import type { ScriptParameters } from './script-parameters.ts';

/**
 * Holds the text that a person gives a script against what its review says that it takes. Pairs of a name and a value are read
 * in the ways in which shells write them: -name value, --name value, --name=value, -name:value. A name of a PowerShell script
 * has no case. Out: null, or the one refusal, which names the parameter.
 */
export function refusedParameters(
  fileName: string,
  text: string | null,
  schema: ScriptParameters,
): string | null {
  const read = readParameters(fileName, text, schema);
  return 'refusal' in read ? read.refusal : null;
}

/** The values by their names, read as `refusedParameters` holds them against the schema; or its refusal. */
export function readParameters(
  fileName: string,
  text: string | null,
  { properties, required }: ScriptParameters,
): { readonly given: ReadonlyMap<string, string> } | { readonly refusal: string } {
  const refuse = (refusal: string) => ({ refusal });
  const folded = fileName.toLowerCase().endsWith('.ps1');
  const known = Object.keys(properties);
  const nameOf = (typed: string) =>
    known.find((one) => one === typed || (folded && one.toLowerCase() === typed.toLowerCase()));
  const given = new Map<string, string>();
  const words = wordsOf(text ?? '');
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const { typed, joined } =
      /^--?(?<typed>[A-Za-z][A-Za-z0-9_-]*)(?:[=:](?<joined>.*))?$/.exec(word)?.groups ?? {};
    if (typed === undefined) return refuse(`“${word}” belongs to no parameter. ${takes(fileName, known)}`);
    const name = nameOf(typed);
    if (name === undefined) return refuse(`${fileName} takes no -${typed}. ${takes(fileName, known)}`);
    const value = joined ?? words.shift();
    if (value === undefined) return refuse(`-${name} needs a value.`);
    if (given.has(name)) return refuse(`-${name} is given twice.`);
    if (properties[name]?.type === 'integer' && !/^-?\d{1,15}$/.test(value))
      return refuse(`-${name} takes a whole number, not “${value}”.`);
    given.set(name, value);
  }
  const missing = required.find((name) => !given.has(name));
  if (missing === undefined) return { given };
  return refuse(`${fileName} needs -${missing}: ${properties[missing]?.description ?? 'it is required'}.`);
}

/**
 * The same for a script of ours, whose one argument is base64 of a flat JSON object; `acq` and `cwd` are every script's. A text
 * that is no such object is refused.
 */
export function refusedArgument(
  fileName: string,
  text: string | null,
  { properties, required }: ScriptParameters,
): string | null {
  const given = objectIn(text ?? '');
  if (given === null)
    return `${fileName} takes one argument: base64 of a JSON object. A command of the console that uses this script writes it for you.`;
  const known = Object.keys(properties);
  const foreign = Object.keys(given).find((name) => !['acq', 'cwd', ...known].includes(name));
  if (foreign !== undefined) return `${fileName} takes no ${foreign}. ${takes(fileName, known)}`;
  for (const [name, { type }] of Object.entries(properties)) {
    const value = given[name] ?? null;
    if (value === null && required.includes(name)) return `${fileName} needs ${name}.`;
    const fits = type === 'integer' ? Number.isInteger(value) : typeof value === 'string';
    if (value !== null && !fits) return `${name} takes ${type === 'integer' ? 'a whole number' : 'a text'}.`;
  }
  return null;
}

function takes(fileName: string, known: readonly string[]): string {
  return known.length === 0
    ? `${fileName} takes no parameters, as it was reviewed.`
    : `${fileName} takes ${known.map((name) => `-${name}`).join(', ')}.`;
}

/** Words between spaces; quotes of either kind keep spaces together. */
function wordsOf(text: string): string[] {
  const found = text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return found.map((word) => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? { ...read } : null;
  } catch {
    return null; // no argument of ours
  }
}
