import type { z } from 'zod';
import { CustodyError } from '../custody/custody-error.ts';
import { unstorableText } from './unstorable-text.ts';

/**
 * `raw` as the procedure wants it. A form cannot say "a list of one", so a lone value where a list is due
 * becomes one. Throws `invalid-input`; its `detail` maps each wrong field (dotted) to one line.
 */
export function parseInput<I>(schema: z.ZodType<I>, raw: unknown): I {
  const first = schema.safeParse(raw);
  if (first.success) return storable(first.data);
  const second = schema.safeParse(withLists(raw, first.error.issues));
  if (second.success) return storable(second.data);
  const fields: Record<string, string> = {};
  for (const issue of second.error.issues) fields[issue.path.join('.') || 'form'] ??= words(issue);
  throw refusal(fields);
}

function storable<I>(input: I): I {
  const bad = unstorableText(input);
  if (bad.length === 0) return input;
  throw refusal(
    Object.fromEntries(bad.map((name) => [name, 'This holds a character that cannot be stored.'])),
  );
}

function refusal(fields: Readonly<Record<string, string>>): CustodyError {
  const count = Object.keys(fields).length;
  const what = count === 1 ? 'One field needs' : `${count} fields need`;
  return new CustodyError('invalid-input', `${what} attention: ${list(fields)}`, { detail: fields });
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

function list(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, message]) => `${name}: ${message}`)
    .join(' ');
}
