import { outcomes } from './event-outcome.ts';
import type { qualifiers } from './event-query.ts';
import { quotedWhereNeeded } from './event-query-words.ts';

/** One thing that can be typed next: what it puts in place of the word under the cursor, and what it means. */
export interface Completion {
  readonly text: string;
  readonly meaning: string;
}

/** What can be typed next, by what stands before it. `values`: those known for a qualifier. */
export function completionsFor(
  word: string,
  values: Readonly<Partial<Record<string, readonly Completion[]>>>,
): readonly Completion[] {
  const minus = word.startsWith('-') ? '-' : '';
  const bare = word.slice(minus.length);
  const colon = bare.indexOf(':');
  if (colon === -1)
    return hints
      .filter(({ text }) => text.startsWith(bare.toLowerCase()))
      .map(({ text, meaning }) => ({ text: `${minus}${text}`, meaning }));
  const key = bare.slice(0, colon).toLowerCase();
  const begun = bare
    .slice(colon + 1)
    .replace(/^"/, '')
    .toLowerCase();
  const known =
    key === 'outcome' ? outcomes.map((text) => ({ text, meaning: 'outcome' })) : (values[key] ?? []);
  return known
    .filter(({ text }) => text.toLowerCase().includes(begun))
    .slice(0, 12)
    .map(({ text, meaning }) => ({ text: `${minus}${key}:${quotedWhereNeeded(text)} `, meaning }));
}

const meanings: Readonly<Record<(typeof qualifiers)[number], string>> = {
  actor: 'a person by name, account or object id, or a part of Holdfast',
  action: 'a noun, as in action:access, or a noun and a verb',
  type: 'one kind of event, as in type:evidence.sealed',
  item: 'an item by its number, as in item:EV-2026-0001',
  incident: 'an incident by its number',
  device: 'a device by name or Defender’s id',
  grant: 'a request and its grant, by number',
  outcome: 'done, refused or failed',
  ip: 'the address that a person came from, or a range: ip:192.0.2.7, ip:10.1.0.0/16, ip:2001:db8::/32',
  stream: 'one chain of events, by its id',
  created: 'a day, a range or a bound, as in created:2026-11-01..2026-11-22',
  known: 'the register as it stood then, as in known:2026-11-20',
};

const hints = Object.entries(meanings).map(([key, meaning]) => ({ text: `${key}:`, meaning }));

/** The word in which the cursor stands, quotes respected. */
export function wordAt(text: string, cursor: number): { readonly from: number; readonly word: string } {
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at < cursor; at += 1) {
    if (text.charAt(at) === '"') isQuoted = !isQuoted;
    else if (!isQuoted && /\s/.test(text.charAt(at))) from = at + 1;
  }
  return { from, word: text.slice(from, cursor) };
}
