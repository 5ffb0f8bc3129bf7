import type { z } from 'zod';

type Schema = z.core.$ZodType;

/**
 * What a person calls the field that `path` leads to: the title that its schema has (`.meta({ title })`), which is the label
 * of its form, or else its name in words. A place in a list is counted from 1.
 */
export function fieldLabel(schema: z.ZodType, path: readonly PropertyKey[]): string {
  let [at, words, place]: [Schema | null, string, string] = [schema, 'Form', ''];
  for (const key of path) {
    at = at === null ? null : within(at, key);
    if (typeof key === 'number') place = ` ${key + 1}`;
    else words = inWords(String(key));
    words = (at === null ? null : titleOf(at)) ?? words;
  }
  return words + place;
}

function within(schema: Schema, key: PropertyKey): Schema | null {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return def.shape[String(key)] ?? null;
    case 'array':
      return def.element;
    case 'union':
      return def.options.map((one) => within(one, key)).find((one) => one !== null) ?? null;
    default: {
      const inner = insideOf(schema);
      return inner === null ? null : within(inner, key);
    }
  }
}

/** On the schema itself, or on what it makes optional or changes. */
function titleOf(schema: Schema): string | null {
  const title = 'meta' in schema ? (schema as z.ZodType).meta()?.title : undefined;
  if (title !== undefined) return title;
  const inner = insideOf(schema);
  return inner === null ? null : titleOf(inner);
}

function insideOf(schema: Schema): Schema | null {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'pipe') return def.in;
  return 'innerType' in def ? def.innerType : null;
}

function inWords(name: string): string {
  const words = name.replaceAll(
    /([a-z0-9])([A-Z])/g,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}
