import type { EventDetail } from '../custody/custody-event.ts';
import type { Unreadable } from './anchored-events.ts';

const mostNamed = 1000;

interface LostBody {
  readonly index: bigint;
  readonly id: string;
  readonly why: string;
}

/** Events without a readable body, the first thousand of each kind. */
export interface BodiesApart {
  readonly unreadable: readonly LostBody[];
  readonly erased: readonly { readonly index: bigint; readonly id: string; readonly decision: string }[]; // as the record says: no damage
}

/**
 * Tells bodies that were erased by decision from bodies that are missing. A decision stands behind what it erased, so
 * that this is known only at the end. Memory grows with the data keys that are not there.
 */
export class LostBodies {
  readonly #lost = new Map<string | undefined, LostBody[]>(); // by the data key that is not there, in order
  readonly #decisions = new Map<string, string>(); // by the data key that was destroyed

  take(index: bigint, id: string, { why, dataKey }: Unreadable): void {
    const known = this.#lost.get(dataKey);
    if (known === undefined) this.#lost.set(dataKey, [{ index, id, why }]);
    else if (known.length < mostNamed) known.push({ index, id, why }); // of each key: none hides another's
  }

  decided({ dataKey, decision }: EventDetail<'ledger.body-erased'>): void {
    this.#decisions.set(dataKey, decision);
  }

  apart(): BodiesApart {
    const unreadable: BodiesApart['unreadable'][number][] = [];
    const erased: BodiesApart['erased'][number][] = [];
    for (const [dataKey, bodies] of this.#lost) {
      const decision = dataKey === undefined ? undefined : this.#decisions.get(dataKey);
      if (decision === undefined) unreadable.push(...bodies);
      else erased.push(...bodies.map(({ index, id }) => ({ index, id, decision })));
    }
    return { unreadable: firstOf(unreadable), erased: firstOf(erased) };
  }
}

function firstOf<T extends { readonly index: bigint }>(all: readonly T[]): readonly T[] {
  return all.toSorted((a, b) => (a.index < b.index ? -1 : 1)).slice(0, mostNamed);
}
