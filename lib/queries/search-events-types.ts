import { Prisma } from '../../prisma/generated/client.ts';
import { type Outcome, outcomeOfType, outcomes, tellingDetails } from '../custody/event-outcome.ts';
import type { EventQuery, EventTerm } from '../custody/event-query.ts';

/** Which kinds of events a search wants; null: every kind, whatever its end. */
export interface WantedTypes {
  readonly types: readonly string[];
  readonly ended: Prisma.Sql; // of those whose records tell how they ended
}

/** In: what a search says of `action`, `type` and `outcome`. Kinds that were never recorded are left out. */
export async function wantedTypes(
  tx: Prisma.TransactionClient,
  { terms }: EventQuery,
): Promise<WantedTypes | null> {
  const said = terms.filter(({ key }) => key === 'action' || key === 'type' || key === 'outcome');
  if (said.length === 0) return null;
  const isAction = (type: string, action: string) => type === action || type.startsWith(`${action}.`);
  const ends = outcomes.filter((outcome) => fits(said, 'outcome', (value) => value === outcome));
  const types = (await recordedTypes(tx))
    .filter((type) => fits(said, 'action', (action) => isAction(type, action)))
    .filter((type) => fits(said, 'type', (value) => value === type))
    .filter((type) => ends.some((outcome) => canEnd(type, outcome)));
  return { types, ended: endedSql(types, ends) };
}

/** True if one of the wanted values fits, where any is wanted, and none of the excluded ones does. */
export function fits(
  terms: readonly EventTerm[],
  key: EventTerm['key'],
  test: (value: string) => boolean,
): boolean {
  const of = (negated: boolean) => terms.filter((term) => term.key === key && term.negated === negated);
  const wanted = of(false);
  return (
    (wanted.length === 0 || wanted.some(({ value }) => test(value))) &&
    !of(true).some(({ value }) => test(value))
  );
}

/** Every kind of event that was ever recorded, newer versions' included: one probe of the index for each. */
export async function recordedTypes(tx: Prisma.TransactionClient): Promise<readonly string[]> {
  const found = await tx.$queryRaw<{ type: string }[]>`
    with recursive kind as (
      (select type from custody_event order by type limit 1)
      union all
      select (select e.type from custody_event e where e.type > kind.type order by e.type limit 1)
      from kind where kind.type is not null)
    select type from kind where type is not null`;
  return found.map(({ type }) => type);
}

function canEnd(type: string, outcome: Outcome): boolean {
  return outcomeOfType(type) === outcome || (outcome === 'failed' && Object.hasOwn(tellingDetails, type));
}

function endedSql(types: readonly string[], ends: readonly Outcome[]): Prisma.Sql {
  const telling = types.filter((type) => Object.hasOwn(tellingDetails, type));
  const isEither = ends.includes('done') && ends.includes('failed');
  if (telling.length === 0 || isEither) return Prisma.sql`true`;
  const cases = telling.map((type) => {
    const { path, bad } = tellingDetails[type] ?? { path: [], bad: [] };
    const isBad = Prisma.sql`coalesce(event_member(e.body, ${['detail', ...path]}::text[]) = any(${[...bad]}::text[]), false)`;
    return Prisma.sql`when ${type} then ${ends.includes('failed') ? isBad : Prisma.sql`not ${isBad}`}`;
  });
  return Prisma.sql`case e.type ${Prisma.join(cases, ' ')} else true end`;
}
