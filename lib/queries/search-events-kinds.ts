import { outcomeOfType, outcomes } from '../custody/event-outcome.ts';
import type { EventQuery, EventTerm } from '../custody/event-query.ts';

/** Whether a search wants the events of a kind: a type, or `<type>:failed` where only the record tells of a bad end. */
export type IsWanted = (kind: string) => boolean;

/** In: what a search says of `action`, `type` and `outcome`. Out: null if it says nothing. */
export function wantedKinds({ terms }: EventQuery): IsWanted | null {
  const said = terms.filter(({ key }) => key === 'action' || key === 'type' || key === 'outcome');
  if (said.length === 0) return null;
  const ends = outcomes.filter((outcome) => fits(said, 'outcome', (value) => value === outcome));
  return (kind) => {
    const [type = '', failed] = kind.split(':');
    return (
      fits(said, 'action', (action) => type === action || type.startsWith(`${action}.`)) &&
      fits(said, 'type', (value) => value === type) &&
      ends.includes(failed === undefined ? outcomeOfType(type) : 'failed')
    );
  };
}

/** True if one of the wanted values fits, where any is wanted, and none of the excluded ones does. */
function fits(terms: readonly EventTerm[], key: EventTerm['key'], test: (value: string) => boolean): boolean {
  const of = (negated: boolean) => terms.filter((term) => term.key === key && term.negated === negated);
  const wanted = of(false);
  return (
    (wanted.length === 0 || wanted.some(({ value }) => test(value))) &&
    !of(true).some(({ value }) => test(value))
  );
}
