import { isAddressRange } from './address-range.ts';
import { type Outcome, outcomes } from './event-outcome.ts';
import { EventQueryProblem, type EventWord, eventWordsOf, quotedWhereNeeded } from './event-query-words.ts';
import { lastMomentWords, type Span, spanOf, spansTogether, spanWords } from './time-span.ts';

/** What can be asked of an event beside its time. */
export const eventKeys = [
  'actor',
  'action',
  'type',
  'item',
  'incident',
  'device',
  'grant',
  'outcome',
  'ip',
  'stream',
] as const;
export type EventKey = (typeof eventKeys)[number];

/** All that can stand before a colon. */
export const qualifiers = [...eventKeys, 'created', 'known'] as const;
type Qualifier = (typeof qualifiers)[number];

export interface EventTerm {
  readonly key: EventKey;
  readonly value: string;
  readonly negated: boolean;
}

/** Values of one key stand beside each other (any of them), keys one after the other (all of them), negations exclude. */
export interface EventQuery {
  readonly terms: readonly EventTerm[];
  readonly created: Span; // when it occurred
  readonly knownAt: string | null; // RFC 3339: as the register stood before this moment; null: as it stands now
}

export type ReadEventQuery =
  | { readonly ok: true; readonly query: EventQuery }
  | { readonly ok: false; readonly problem: string; readonly at: number }; // place in the text, in UTF-16 units from 0

const longestText = 2_000;
const mostTerms = 40;

/** Reads what a person typed, `key:value` by `key:value`. Never throws: what is wrong, and where, is an answer. */
export function readEventQuery(text: string): ReadEventQuery {
  try {
    if (text.length > longestText) throw tooLong();
    const words = eventWordsOf(text);
    const surplus = words[mostTerms];
    if (surplus !== undefined)
      throw new EventQueryProblem(surplus.at, `A search has ${mostTerms} parts at most.`);
    const query = words.reduce(withWord, { terms: [], created: anyTime, knownAt: null });
    // Written back it can be longer: small letters of some scripts, times in full.
    if (eventQueryText(query).length > longestText) throw tooLong();
    return { ok: true, query };
  } catch (error) {
    if (error instanceof EventQueryProblem) return { ok: false, problem: error.message, at: error.at };
    throw error;
  }
}

function tooLong(): EventQueryProblem {
  return new EventQueryProblem(longestText, `A search has ${longestText} characters at most.`);
}

/** The same search as text, which `readEventQuery` reads as this search. */
export function eventQueryText({ terms, created, knownAt }: EventQuery): string {
  return [
    ...terms.map(({ key, value, negated }) => `${negated ? '-' : ''}${key}:${quotedWhereNeeded(value)}`),
    ...spanWords(created).map((words) => `created:${words}`),
    ...(knownAt === null ? [] : [`known:${lastMomentWords(knownAt)}`]),
  ].join(' ');
}

const anyTime: Span = { from: null, until: null };

function withWord(query: EventQuery, word: EventWord): EventQuery {
  const key = qualifierOf(word);
  if (word.value === '')
    throw new EventQueryProblem(word.valueAt, `Say what ${key} is to be after “${key}:”.`);
  switch (key) {
    case 'created':
      return { ...query, created: narrowed(query.created, word) };
    case 'known':
      return { ...query, knownAt: momentOf(query, word) };
    default:
      return { ...query, terms: withTerm(query.terms, key, word) };
  }
}

function qualifierOf(word: EventWord): Qualifier {
  const known = qualifiers.find((one) => one === word.key);
  if (known !== undefined) return known;
  if (word.key === null)
    throw new EventQueryProblem(
      word.at,
      `“${word.value}” stands alone. Say what it is, as in “actor:${word.value}”; what records say inside is not searched.`,
    );
  throw new EventQueryProblem(word.at, `There is no “${word.key}:”. There is ${qualifiers.join(', ')}.`);
}

function withTerm(terms: readonly EventTerm[], key: EventKey, word: EventWord): readonly EventTerm[] {
  const value = termValue(key, word);
  const isThere = terms.some((one) => one.key === key && one.value === value && one.negated === word.negated);
  return isThere ? terms : [...terms, { key, value, negated: word.negated }];
}

/** What a key cannot have would find nothing and say nothing; it is refused instead. */
function termValue(key: EventKey, { value, valueAt }: EventWord): string {
  switch (key) {
    case 'outcome':
      return outcomeOf(value.toLowerCase(), valueAt);
    case 'action':
      if (/^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)?$/.test(value)) return value;
      throw new EventQueryProblem(
        valueAt,
        'An action is a noun (“access”) or a noun and a verb (“access.granted”).',
      );
    case 'type':
      if (/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/.test(value)) return value;
      throw new EventQueryProblem(valueAt, 'A type is a noun and a verb, as in “evidence.sealed”.');
    case 'item':
    case 'incident':
    case 'grant':
      return numbered(value);
    case 'ip':
      return addressesOf(value, valueAt);
    case 'stream':
      return value.toLowerCase();
    case 'actor':
    case 'device':
      return value;
  }
}

function outcomeOf(value: string, at: number): Outcome {
  const known = outcomes.find((one) => one === value);
  if (known === undefined) throw new EventQueryProblem(at, `An outcome is one of ${outcomes.join(', ')}.`);
  return known;
}

function addressesOf(value: string, at: number): string {
  const range = value.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
  if (isAddressRange(range)) return range;
  throw new EventQueryProblem(
    at,
    `“${value}” is no address and no range of them. Write 192.0.2.7, 10.1.0.0/16 (IPv4 from /8 on) or 2001:db8::/32 (IPv6 from /16 on).`,
  );
}

/** A number as it is written everywhere ("EV-2026-0001"), an id in small letters. */
function numbered(value: string): string {
  return /^[a-z]+-\d{4}-\d+$/i.test(value) ? value.toUpperCase() : value.toLowerCase();
}

function narrowed(so: Span, word: EventWord): Span {
  if (word.negated)
    throw new EventQueryProblem(
      word.at,
      'A time is narrowed with “created:<…” or “created:>=…”, not with “-”.',
    );
  const span = spanOf(word.value);
  if (span === null)
    throw new EventQueryProblem(
      word.valueAt,
      `“${word.value}” is no time. Write 2026-11-01, 2026-11-01..2026-11-22, >=2026-11-01 or 2026-11-01T10:00Z.`,
    );
  const both = spansTogether(so, span);
  if (both === null) throw new EventQueryProblem(word.at, 'No moment is in all of these times.');
  return both;
}

function momentOf(query: EventQuery, word: EventWord): string {
  if (word.negated) throw new EventQueryProblem(word.at, 'What was known at a moment cannot be excluded.');
  if (query.knownAt !== null) throw new EventQueryProblem(word.at, '“known:” can be said once.');
  const span = /^[<>]|\.\./.test(word.value) ? null : spanOf(word.value);
  if (span?.until == null)
    throw new EventQueryProblem(
      word.valueAt,
      `“${word.value}” is no moment. Write 2026-11-01 or 2026-11-01T10:00Z.`,
    );
  return span.until;
}
