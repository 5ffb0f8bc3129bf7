import type { AcquisitionState } from './acquisition.ts';
import { isFinal } from './acquisition.ts';
import type { RecordedEvent } from './recorded-event.ts';
import { placeOf, type Said } from './row-difference.ts';

/** What became of an acquisition, as far as its events say it. */
export interface AcquisitionFate {
  readonly state: Said<AcquisitionState>;
  readonly endedAt: string | null; // time of the event that ended it
  readonly snapshotId: Said<string> | null;
}

/** The fate after one more event of the item's stream, oldest first; null until it was requested. */
export function fateAfter(fate: AcquisitionFate | null, event: RecordedEvent): AcquisitionFate | null {
  const state = stateAfter(event);
  const said = state === null ? null : { value: state, by: placeOf(event) };
  if (fate === null)
    return event.type === 'acquisition.requested' && said !== null
      ? { state: said, endedAt: null, snapshotId: null }
      : null;
  if (event.type === 'acquisition.snapshot-taken')
    return { ...fate, snapshotId: { value: event.detail.snapshotId, by: placeOf(event) } };
  if (said === null || isFinal(fate.state.value)) return fate;
  return { ...fate, state: said, endedAt: isFinal(said.value) ? event.occurredAt : null };
}

/** The state that an event puts an acquisition into; null if it leaves it as it is. */
function stateAfter(event: RecordedEvent): AcquisitionState | null {
  switch (event.type) {
    case 'acquisition.requested':
    case 'acquisition.retried':
      return 'running';
    case 'acquisition.refused':
      return 'refused';
    case 'acquisition.step-failed':
      return event.detail.willRetry || event.detail.code === 'cancelled' ? null : 'failed';
    case 'acquisition.compared':
      return event.detail.equal ? null : 'failed';
    case 'acquisition.cancel-requested':
      return 'cancelling';
    case 'acquisition.cancelled':
      return 'cancelled';
    case 'acquisition.corroborated':
      return 'done';
    default:
      return null;
  }
}
