import { type AcquisitionStep, isFinal, stepsOf } from './acquisition.ts';
import { type AcquisitionFate, fateAfter } from './acquisition-fate.ts';
import type { CustodyEventType } from './custody-event.ts';
import {
  type AcquisitionClaims,
  alteredByFact,
  type EvidenceClaims,
  type EvidenceRecord,
  newestRecord,
} from './evidence-claims.ts';
import { type EvidenceKind, evidenceKind } from './evidence-source.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { type EventPlace, isAbout, placeOf, type RowDifference } from './row-difference.ts';

/** An item's row, with that of its acquisition and the names of the steps that are there. */
export interface EvidenceRows {
  readonly claims: EvidenceClaims & { readonly acquisition: StoredAcquisition | null };
  readonly steps: readonly string[];
}

export type StoredAcquisition = AcquisitionClaims & {
  readonly state: string;
  readonly snapshotId: string | null;
  readonly finishedAt: string | null; // RFC 3339
};

const telling: Partial<Record<CustodyEventType, keyof EvidenceRecord>> = {
  'acquisition.requested': 'requested',
  'acquisition.copied': 'copied',
  'acquisition.source-hashed': 'sourceRead',
  'acquisition.copy-hashed': 'storedRead',
  'evidence.sealed': 'sealed',
};

/**
 * What the events of one item say of its rows. Takes them one by one, oldest first, and keeps the newest of each kind,
 * so that it stays small however long the stream is.
 */
export class EvidenceRowCheck {
  readonly #told = new Map<keyof EvidenceRecord, RecordedEvent>();
  readonly #afterSeal: EventPlace[] = [];
  #fate: AcquisitionFate | null = null;

  take(event: RecordedEvent): void {
    this.#fate = fateAfter(this.#fate, event);
    const fact = telling[event.type];
    if (fact === undefined) return;
    if (this.#told.has('sealed')) this.#afterSeal.push(placeOf(event));
    else this.#told.set(fact, event);
  }

  /** The exhibit number that was given out, and by which event; null if nothing was requested. */
  get exhibit(): { readonly number: string; readonly by: EventPlace } | null {
    const requested = this.#told.get('requested');
    if (requested?.type !== 'acquisition.requested') return null;
    return { number: requested.detail.exhibitNumber, by: placeOf(requested) };
  }

  /** In: the item's id and its rows, null if it has none. Out: every difference. */
  differences(id: string, rows: EvidenceRows | null): readonly RowDifference[] {
    const requested = this.#told.get('requested');
    if (requested === undefined || this.#fate === null)
      return rows === null ? [] : [{ kind: 'invented', table: 'evidence_item', id }];
    if (rows === null) return [{ kind: 'removed', table: 'evidence_item', id, by: placeOf(requested) }];
    const { acquisition } = rows.claims;
    if (acquisition === null) return [{ kind: 'removed', table: 'acquisition', id, by: placeOf(requested) }];
    return [
      ...this.#claims(id, rows.claims),
      ...fateDifferences(id, rows.claims.state, acquisition, this.#fate, this.#told.has('sealed')),
      ...missingSteps(rows.steps, this.#kind).map((step) => {
        const row = `${acquisition.id}, ${step}`;
        return { kind: 'removed', table: 'acquisition_step', id: row, by: placeOf(requested) } as const;
      }),
      ...this.#afterSeal.map((by) =>
        changed('evidence_item', id, 'chain of custody', 'sealed', `${by.type}, after the seal`, by),
      ),
    ];
  }

  get #kind(): EvidenceKind {
    const requested = this.#told.get('requested');
    return requested?.type === 'acquisition.requested' ? evidenceKind(requested.detail.source) : 'disk';
  }

  #claims(id: string, claims: EvidenceClaims): readonly RowDifference[] {
    const record = newestRecord([...this.#told.values()]);
    return alteredByFact(claims, record).flatMap(({ fact, altered }) => {
      const event = this.#told.get(fact);
      const by = event === undefined ? null : placeOf(event);
      return altered.map(({ field, shown, recorded }) =>
        changed('evidence_item', id, field, shown, recorded, by),
      );
    });
  }
}

function fateDifferences(
  id: string,
  itemState: string,
  acquisition: StoredAcquisition,
  { state, endedAt, snapshotId }: AcquisitionFate,
  isSealed: boolean,
): readonly RowDifference[] {
  const closed = state.value === 'refused' || state.value === 'cancelled';
  const open = closed ? 'not-acquired' : 'being-acquired';
  const found: RowDifference[] = [];
  const compare = (field: string, stored: string | null, recorded: string | null, by: EventPlace | null) => {
    if (stored !== recorded) found.push(changed('acquisition', acquisition.id, field, stored, recorded, by));
  };
  // Whether it is sealed is held against the seal itself.
  if (!isSealed && itemState !== 'sealed' && itemState !== open)
    found.push(changed('evidence_item', id, 'state', itemState, open, state.by));
  compare('state', acquisition.state, state.value, state.by);
  compare('snapshot_id', acquisition.snapshotId, snapshotId?.value ?? null, snapshotId?.by ?? null);
  if (isFinal(state.value) && !isAbout(acquisition.finishedAt, endedAt))
    compare('finished_at', acquisition.finishedAt, endedAt, state.by);
  return found;
}

function missingSteps(steps: readonly string[], kind: EvidenceKind): readonly AcquisitionStep[] {
  return stepsOf(kind).filter((step) => !steps.includes(step));
}

function changed(
  table: string,
  id: string,
  field: string,
  stored: string | null,
  recorded: string | null,
  by: EventPlace | null,
): RowDifference {
  return { kind: 'changed', table, id, field, stored, recorded, by };
}
