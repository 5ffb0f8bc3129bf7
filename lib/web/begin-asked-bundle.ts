import { indexesDigest } from '../bundle/chosen-scope.ts';
import type { PersonActor } from '../custody/actor.ts';
import { CustodyError } from '../custody/custody-error.ts';
import { readEventQuery } from '../custody/event-query.ts';
import { type BegunBundle, beginBundle } from '../procedures/bundle/begin-bundle.ts';
import { beginSearchBundle } from '../procedures/bundle/begin-search-bundle.ts';
import { chosenEvents } from '../queries/chosen-events.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { perform } from './perform.ts';

/** What somebody asks a bundle of: an item or incident by its id, or a search by its text. */
export type AskedBundle =
  | { readonly of: 'item' | 'incident'; readonly id: string }
  | { readonly of: 'search'; readonly query: string };

/** A begun bundle, with the entries in it where a search chose them. */
export type ReadyBundle = BegunBundle & { readonly chosen: readonly bigint[] | null };

/** Begins a bundle. What a search gives is looked for first, so that the record of the beginning says which events they are. */
export async function beginAskedBundle(
  { context, db }: Pick<Runtime, 'context' | 'db'>,
  actor: PersonActor,
  asked: AskedBundle,
): Promise<ReadyBundle> {
  if (asked.of !== 'search') return { ...(await perform(context, actor, beginBundle, asked)), chosen: null };
  const read = readEventQuery(asked.query);
  if (!read.ok) throw new CustodyError('invalid-input', read.problem);
  const { size, indexes, whole } = await chosenEvents({ db, actor }, read.query);
  const begun = await perform(context, actor, beginSearchBundle, {
    ...{ query: asked.query, size: size.toString(), events: indexes.length.toString() },
    indexesSha256: indexesDigest(indexes),
    whole: whole.map(({ stream, events }) => ({ stream, events: events.toString() })),
  });
  return { ...begun, chosen: indexes };
}
