import { readSignedData } from './signed-data.ts';
import { tokenOf } from './timestamp-response.ts';
import { readTstInfo } from './tst-info.ts';

/** What a time stamp states, unchecked. In: an authority's whole answer in DER. Throws LedgerError for bytes that are none. */
export function readStamp(response: Uint8Array): {
  readonly genTime: Date;
  readonly policy: string; // object identifier
  readonly serial: string; // hex
} {
  const { genTime, policy, serial } = readTstInfo(readSignedData(tokenOf(response)).statement);
  return { genTime, policy, serial };
}
