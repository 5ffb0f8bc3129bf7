import { parseCheckpoint } from '../ledger/checkpoint.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import { parseNote } from '../ledger/signed-note.ts';
import { encodeBase64 } from '../ledger/strict-base64.ts';
import { readStamp } from '../timestamp/read-stamp.ts';
import type { LedgerStamp, ReportLedger } from './report-material.ts';

/** What vouches for a report, before anything is read out of it. */
export interface Vouchers {
  readonly note: string; // the signed checkpoint, with the lines of its witnesses
  readonly stamped: Uint8Array;
  readonly stamps: readonly { readonly authority: string; readonly response: Uint8Array }[];
  readonly stated: ReadonlyMap<string, string | null>; // witness, by "name+hash" of its line of the note, else by name → when, by its own clock
  readonly anchors: ReportLedger['anchors'];
}

/** The same as it is printed: everything that checkpoint and stamps say is read from them. Throws LedgerError for a note that is none. */
export function reportLedger({ note, stamped, stamps, stated, anchors }: Vouchers): ReportLedger {
  const { text, signatures } = parseNote(note);
  const { origin, root, size } = parseCheckpoint(text);
  const lines = signatures.map(({ name, keyId }) => ({
    name,
    id: `${name}+${Array.from(keyId, (byte) => byte.toString(16).padStart(2, '0')).join('')}`,
  }));
  return {
    ...{ origin, size: size.toString(), root: encodeBase64(root), note, stamped, anchors },
    keyIds: lines.filter(({ name }) => name === origin).map(({ id }) => id),
    witnesses: lines
      .filter(({ name }) => name !== origin)
      .map(({ name, id }) => ({ name: id, statedAt: stated.get(id) ?? stated.get(name) ?? null })),
    stamps: stamps
      .toSorted((a, b) => (a.authority < b.authority ? -1 : 1))
      .flatMap(({ authority, response }) => stampOf(authority, response, size)),
  };
}

/** An answer that cannot be read vouches for nothing, and the others are told all the same. */
function stampOf(authority: string, response: Uint8Array, size: bigint): readonly LedgerStamp[] {
  try {
    const { genTime, policy, serial } = readStamp(response);
    const stated = { genTime: genTime.toISOString(), policy, serialNumber: serial };
    return [{ authority, size: size.toString(), ...stated, response }];
  } catch (error) {
    if (error instanceof LedgerError) return [];
    throw error;
  }
}
