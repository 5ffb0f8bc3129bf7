import { provenanceRows } from '../../custody/brought-source.ts';
import { claimWords } from '../../custody/digest-claim.ts';
import type { EvidenceSource } from '../../custody/evidence-source.ts';
import type { ItemRecord } from '../report-record.ts';
import { ofType } from '../report-record.ts';
import { leavesOf } from '../source-leaves.ts';

type Rows = readonly (readonly [string, string | null])[];

/**
 * Where an item came from: of one that was brought in, its provenance in the words of the page. What the source's own
 * description leaves open is named in one row.
 */
export function sourceRows(source: EvidenceSource): Rows {
  if ('brought' in source) return provenanceRows(source);
  const leaves = leavesOf(source);
  const open = leaves.filter(([, value]) => value === null).map(([name]) => name);
  const given = leaves.filter(([, value]) => value !== null);
  return open.length === 0 ? given : [...given, ['Not supplied', open.join(', ')]];
}

/** What the rows of an item are called: one that was brought in was taken by somebody else, and received here. */
export function takingLabels(source: EvidenceSource): {
  readonly described: string;
  readonly person: string;
  readonly machines: string;
} {
  return 'brought' in source
    ? {
        described: 'Source, as it was described when it was brought in',
        ...{ person: 'Brought in by', machines: 'Machines that received it' },
      }
    : {
        described: 'Source, as it was described when it was taken',
        ...{ person: 'Taken for', machines: 'Machines that took it' },
      };
}

/** Digests that somebody else gave: each as it was claimed, and what became of it. */
export function claimRows({ requested, events }: ItemRecord): Rows {
  const { source } = requested.detail;
  const claims = 'brought' in source ? source.brought.claims : [];
  const label = 'Digests given by the provider';
  if (claims.length === 0) return [[label, null]];
  const compared = ofType(events, 'import.claims-compared').at(-1)?.detail.claims;
  if (compared === undefined)
    return claims.map(({ algorithm, hex, foundIn }) => [
      label,
      `${algorithm} ${hex}, ${foundIn}: not compared yet.`,
    ]);
  return compared.map((one) => [label, claimWords(one)]);
}
