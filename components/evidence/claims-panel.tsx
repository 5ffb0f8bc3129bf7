import { Digest } from '@/components/ui/digest.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { type PillStatus, StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { type ClaimOutcome, isWeak } from '@/lib/custody/digest-claim.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { ItemClaims } from '@/lib/queries/get-item-claims.ts';

/** The digests that earlier processes claimed, beside those of the bytes that were received. */
export function ClaimsPanel({ found }: { found: ItemClaims | null }) {
  if (found === null) return null;
  return (
    <section aria-labelledby="claims" className="mt-9">
      <h2 id="claims" className="font-semibold">
        Digests that earlier processes claim
      </h2>
      {found.state === 'withheld' ? (
        <p className="mt-2 text-[13px] text-ink-2">
          Digests were claimed, and held against the bytes that were received. What came of it is withheld
          from you, erased or damaged: whether they agree is not known here. The timeline says which.
        </p>
      ) : (
        <ComparedClaims {...found} />
      )}
    </section>
  );
}

function ComparedClaims({ claims, comparedAt }: Extract<ItemClaims, { readonly state: 'compared' }>) {
  return (
    <>
      <p className="mt-2 text-[13px] text-ink-2">
        Held against the bytes that were received, <Time at={comparedAt} inline />.
      </p>
      <Table caption="Claimed digests" columns={['Algorithm', 'Outcome', 'Claimed', 'Of the bytes received']}>
        {claims.map(({ algorithm, hex, foundIn, computed, outcome }) => (
          <tr key={`${algorithm} ${hex} ${foundIn}`}>
            <td className="whitespace-nowrap">
              {algorithm}
              {isWeak(algorithm) && <span className="block text-[13px] text-ink-2">weak</span>}
            </td>
            <td>
              <Outcome outcome={outcome} />
            </td>
            <td>
              <Digest value={hex} label="Copy the claimed digest" />
              <span className="block text-[13px] text-ink-2">{inPlainSight(foundIn)}</span>
            </td>
            <td>{computed === null ? 'Not computed' : <Digest value={computed} />}</td>
          </tr>
        ))}
      </Table>
    </>
  );
}

/** Said above everything else of the item. */
export function ClaimsNotice({ found }: { found: ItemClaims | null }) {
  if (found === null) return null;
  if (found.state === 'withheld')
    return (
      <Notice
        tone="attention"
        title="Whether the bytes have the digests that were claimed is withheld from you."
      >
        Digests were claimed for this item and compared, and the record of it cannot be read here.
      </Notice>
    );
  const different = found.claims.filter(({ outcome }) => outcome === 'differs');
  if (different.length === 0) return null;
  return (
    <Notice
      tone="bad"
      title={`The bytes do not have the ${different.map(({ algorithm }) => algorithm).join(', ')} that an earlier process claims.`}
    >
      They are kept as they were received. Either the claim is of other bytes, or something was changed before
      the receipt.
    </Notice>
  );
}

function Outcome({ outcome }: { outcome: ClaimOutcome }) {
  const [status, note] = wordsOf(outcome);
  return <StatusPill status={status} note={note} />;
}

function wordsOf(outcome: ClaimOutcome): readonly [PillStatus, string] {
  switch (outcome) {
    case 'agrees':
      return ['pass', 'Agrees'];
    case 'differs':
      return ['mismatch', 'Differs'];
    case 'not-computed':
      return ['unknown', 'Not compared'];
  }
}
