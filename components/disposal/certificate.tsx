import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { CertificateView } from '@/lib/queries/get-item-disposal.ts';

/** A certificate of disposal as it was recorded, for the screen and for paper. */
export function Certificate({ of }: { of: CertificateView }) {
  const { certificate: one, holds, ledgerIndex, leaf, recordedAt } = of;
  return (
    <article className="grid max-w-[860px] gap-7">
      {holds === false && (
        <Notice tone="bad" title="This record is not what the ledger committed to: it proves nothing." />
      )}
      <DefinitionList
        wide
        rows={[
          ['Item', one.exhibitNumber],
          ['Description', one.description],
          ['SHA-256 of the copy, as sealed', <code key="sha">{one.sha256}</code>],
          ['Sealed', <Time key="sealed" at={one.sealedAt} />],
          ['Retention ended', <Time key="until" at={one.retentionUntil} />],
          ['Reason', one.reason],
          ['Proposal', one.proposal],
          ['Proposed by', one.parties.proposer.displayName],
          ['Approved by', one.parties.approvers.map(({ displayName }) => displayName).join(' and ')],
          ['Witnessed by', one.witness.displayName],
          ['Witnessed', <Time key="witnessed" at={one.witnessedAt} />],
          ['Words of the witness', `“${one.statement}”`],
          ['Storage account', one.account],
        ]}
      />
      <section>
        <h2 className="font-semibold">Deleted</h2>
        <Table
          caption="Deleted"
          columns={['Blob', 'Bytes', 'Deleted', 'Not there any more, read back', 'Request id of the store']}
        >
          {one.deleted.map((blob) => (
            <tr key={blob.blob}>
              <td className="break-all">
                {blob.container}/{blob.blob}
              </td>
              <td>{blob.sizeBytes ?? 'Gone before'}</td>
              <td>
                <Time at={blob.deletedAt} />
              </td>
              <td>
                <Time at={blob.readBackAt} />
              </td>
              <td className="break-all font-mono text-[12px]">{blob.requestId ?? 'None'}</td>
            </tr>
          ))}
        </Table>
      </section>
      <DefinitionList
        wide
        rows={[
          ['Recorded', <Time key="recorded" at={recordedAt} />],
          ['Entry in the ledger', ledgerIndex ?? 'Waits for the ledger'],
          ['Leaf hash', <code key="leaf">{leaf}</code>],
        ]}
      />
      <p className="text-[13px] text-ink-2">
        It says that the store no longer answers with this blob under this name. It says nothing of copies
        that were taken out before under grants, which the item’s custody record names.
      </p>
    </article>
  );
}
