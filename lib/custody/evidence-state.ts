/** What an evidence item is called. `failed` waits for a person; every other one but `being-acquired` is final. */
export type EvidenceState =
  | 'being-acquired'
  | 'sealed'
  | 'failed'
  | 'refused'
  | 'cancelled'
  | 'not-acquired'
  | 'unknown';

/**
 * The item's state, honest about an acquisition that stopped: the item itself is only open, sealed or not acquired.
 * In: the stored states of the item and of its acquisition (null: it has none).
 */
export function evidenceState(item: string, acquisition: string | null): EvidenceState {
  switch (item) {
    case 'sealed':
      return 'sealed';
    case 'being-acquired':
      return acquisition === 'failed' ? 'failed' : 'being-acquired';
    case 'not-acquired':
      return acquisition === 'refused' || acquisition === 'cancelled' ? acquisition : 'not-acquired';
    default:
      return 'unknown';
  }
}
