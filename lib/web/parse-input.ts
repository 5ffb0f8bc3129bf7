import type { z } from 'zod';
import { CustodyError } from '../custody/custody-error.ts';
import { fieldLabel } from './field-label.ts';
import { unstorableText } from './unstorable-text.ts';

/**
 * `raw` as the procedure wants it. A form cannot say "a list of one", so a lone value where a list is due
 * becomes one. Throws `invalid-input`: its words call each wrong field by its label, its `detail` maps the field's name
 * (dotted) to one line.
 */
export function parseInput<I>(schema: z.ZodType<I>, raw: unknown): I {
  const first = schema.safeParse(raw);
  if (first.success) return storable(schema, first.data);
  const second = schema.safeParse(withLists(raw, first.error.issues));
  if (second.success) return storable(schema, second.data);
  throw refusal(
    schema,
    second.error.issues.map((issue) => ({ path: issue.path, words: words(issue) })),
  );
}

interface Wrong {
  readonly path: readonly PropertyKey[];
  readonly words: string;
}

function storable<I>(schema: z.ZodType, input: I): I {
  const bad = unstorableText(input);
  if (bad.length === 0) return input;
  const words = 'This holds a character that cannot be stored.';
  throw refusal(
    schema,
    bad.map((name) => ({ path: keysOf(name), words })),
  );
}

function keysOf(name: string): readonly PropertyKey[] {
  return name.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

/** Of each field the first that is wrong with it. */
function refusal(schema: z.ZodType, wrong: readonly Wrong[]): CustodyError {
  const fields: Record<string, string> = {};
  const sentences: string[] = [];
  for (const { path, words } of wrong) {
    const name = path.map(String).join('.') || 'form';
    if (name in fields) continue;
    fields[name] = words;
    sentences.push(`${fieldLabel(schema, path)}: ${words}`);
  }
  const what = sentences.length === 1 ? 'One field needs' : `${sentences.length} fields need`;
  return new CustodyError('invalid-input', `${what} attention: ${sentences.join(' ')}`, { detail: fields });
}

function withLists(raw: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  if (typeof raw !== 'object' || raw === null) return raw;
  const copy: Record<string, unknown> = { ...raw };
  for (const issue of issues) {
    const [name, ...deeper] = issue.path;
    if (issue.code !== 'invalid_type' || issue.expected !== 'array' || deeper.length > 0) continue;
    if (typeof name === 'string' && typeof copy[name] === 'string') copy[name] = [copy[name]];
  }
  return copy;
}

function words(issue: z.core.$ZodIssue): string {
  const missing =
    issue.code === 'invalid_type' &&
    (issue.message.endsWith('received null') || issue.message.endsWith('received undefined'));
  return missing ? 'This is required.' : issue.message;
}
