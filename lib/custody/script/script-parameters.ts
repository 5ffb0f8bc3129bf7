import { z } from 'zod';

/** What a script takes, as a flat JSON schema: the form in which our own scripts' manifest says it, too. */
export const scriptParametersSchema = z.strictObject({
  type: z.literal('object'),
  additionalProperties: z.literal(false),
  properties: z.record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,63}$/),
    z.strictObject({ type: z.enum(['string', 'integer']), description: z.string().max(300) }),
  ),
  required: z.array(z.string()),
});

export type ScriptParameters = z.infer<typeof scriptParametersSchema>;

const line =
  /^(?<name>[A-Za-z][A-Za-z0-9_-]{0,63})\s+(?<type>string|integer)\s+(?<need>required|optional)\s+(?<description>\S.{0,299})$/;

/** One parameter a line: "days integer optional How many days back". Out: the schema, or which line is none. */
export function parametersOf(text: string): ScriptParameters | { readonly wrongLine: string } {
  const properties: ScriptParameters['properties'] = {};
  const required: string[] = [];
  for (const each of text.split('\n').map((one) => one.trim())) {
    if (each === '') continue;
    const { name, type, need, description } = line.exec(each)?.groups ?? {};
    if (name === undefined || description === undefined || name in properties) return { wrongLine: each };
    properties[name] = { type: type === 'integer' ? 'integer' : 'string', description };
    if (need === 'required') required.push(name);
  }
  return { type: 'object', additionalProperties: false, properties, required };
}

/** The same as a person types it. */
export function parameterLines({ properties, required }: ScriptParameters): string {
  return Object.entries(properties)
    .map(([name, { type, description }]) =>
      [name, type, required.includes(name) ? 'required' : 'optional', description].join(' '),
    )
    .join('\n');
}
