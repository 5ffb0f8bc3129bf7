import type { EventPlace, RowDifference } from '../custody/row-difference.ts';
import type { Finding } from '../ledger/finding.ts';

const longest = 200;

/** What somebody must have done to a table beside the ledger: table, row, what differs, and which event says so. */
export function rowFinding(difference: RowDifference): Finding {
  const where = `${difference.table} ${difference.id}`;
  switch (difference.kind) {
    case 'changed': {
      const { field, stored, recorded, by } = difference;
      const said = by === null ? 'no event says so' : `${placeWords(by)} says ${quoted(recorded)}`;
      const words = `Its ${field} is ${quoted(stored)}, and ${said}.`;
      return { attack: 'row-changed', where, words, proof: [] };
    }
    case 'removed': {
      const words = `It is not there, and ${placeWords(difference.by)} made it.`;
      return { attack: 'row-removed', where, words, proof: [] };
    }
    case 'invented':
      return { attack: 'row-invented', where, words: 'It is there, and no event made it.', proof: [] };
  }
}

function placeWords({ type, stream, n }: EventPlace): string {
  return `event ${n} of stream ${stream} (${type})`;
}

function quoted(value: string | null): string {
  if (value === null) return 'nothing';
  return `“${value.length > longest ? `${value.slice(0, longest)}…` : value}”`;
}
