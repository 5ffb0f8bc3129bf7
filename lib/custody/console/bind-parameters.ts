import { closestWord } from './closest-word.ts';
import type { Parameter } from './command-grammar.ts';
import type { Token } from './tokenise.ts';

export interface BoundParameters {
  readonly values: ReadonlyMap<string, string>;
  readonly switches: ReadonlySet<string>;
  readonly output: 'table' | 'json' | null; // null: not said
  readonly auto: boolean;
}

/**
 * Gives each word its place: those in order first, `-name value` anywhere, `-output` and `-auto` with every command.
 * Otherwise the one sentence that says which word has no place.
 */
export function bindParameters(
  command: string,
  grammar: readonly Parameter[],
  tokens: readonly Token[],
): BoundParameters | { readonly refusal: string } {
  const values = new Map<string, string>();
  const switches = new Set<string>();
  let output: BoundParameters['output'] = null;
  let auto = false;
  const rest = [...tokens];
  for (let token = rest.shift(); token !== undefined; token = rest.shift()) {
    const name = parameterName(token);
    if (name === null) {
      const place = grammar.find((one) => one.inOrder && !values.has(one.name));
      if (place === undefined) return { refusal: `${command} takes no “${token.text}” there.` };
      values.set(place.name, token.text);
    } else if (name === 'auto') auto = true;
    else if (name === 'output') {
      const word = rest.shift()?.text.toLowerCase();
      if (word !== 'json' && word !== 'table') return { refusal: 'After -output stands json or table.' };
      output = word;
    } else {
      const parameter = grammar.find((one) => one.name === name);
      if (parameter === undefined) return { refusal: unknownName(command, grammar, name) };
      if (parameter.kind === 'switch') switches.add(name);
      else {
        const value = rest.shift();
        if (value === undefined) return { refusal: `After -${name} stands its value.` };
        if (values.has(name)) return { refusal: `${command} takes “${name}” once.` };
        values.set(name, value.text);
      }
    }
  }
  return lacking(command, grammar, values) ?? { values, switches, output, auto };
}

/** The name in `-name`; null for a value. A number with a minus sign and a quoted word are values. */
function parameterName(token: Token): string | null {
  return !token.quoted && /^-[a-z]/i.test(token.text) ? token.text.slice(1).toLowerCase() : null;
}

function unknownName(command: string, grammar: readonly Parameter[], name: string): string {
  const meant = closestWord(name, [...grammar.map((one) => one.name), 'output', 'auto']);
  const hint = meant === null ? `See: help ${command}` : `Did you mean -${meant}?`;
  return `${command} has no parameter -${name}. ${hint}`;
}

function lacking(
  command: string,
  grammar: readonly Parameter[],
  values: ReadonlyMap<string, string>,
): { readonly refusal: string } | null {
  const missing = grammar.find((one) => one.needed && !values.has(one.name));
  if (missing !== undefined) return { refusal: `${command} needs a ${words(missing)}. See: help ${command}` };
  const wrong = grammar.find((one) => one.kind === 'number' && !isNumber(values.get(one.name)));
  if (wrong !== undefined) return { refusal: `${command} takes a whole number as ${words(wrong)}.` };
  const empty = grammar.find((one) => values.get(one.name) === '');
  return empty === undefined ? null : { refusal: `The ${words(empty)} of ${command} is empty.` };
}

function words(parameter: Parameter): string {
  return parameter.name.replaceAll('_', ' ');
}

function isNumber(value: string | undefined): boolean {
  return value === undefined || (/^\d{1,10}$/.test(value) && Number(value) <= 4_294_967_295);
}
