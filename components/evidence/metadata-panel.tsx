import Link from 'next/link';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Time } from '@/components/ui/time.tsx';
import { authorityWords } from '@/lib/custody/authority-words.ts';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { EvidenceView } from '@/lib/queries/get-evidence-item.ts';

/** What the item is, where it lies, and by whom and why it was taken. */
export function MetadataPanel({ item }: { item: EvidenceView }) {
  const { acquisition } = item;
  return (
    <div className="grid gap-x-11 gap-y-8 lg:grid-cols-2">
      <section>
        <h2 className="font-semibold">Item</h2>
        <DefinitionList
          wide
          rows={[
            ['Exhibit number', item.exhibitNumber],
            ['Description', item.description],
            ['Kind', item.kind],
            ['Evidence id', mono(item.id)],
            ['Storage account', item.account],
            ['Container', item.container],
            ['Blob', item.blob === null ? null : mono(item.blob)],
            [
              'Stored size',
              item.sizeBytes === null ? null : `${byteWords(item.sizeBytes)} (${item.sizeBytes} bytes)`,
            ],
            ['In the store', presenceWords(item)],
            ['Registered', <Time key="registered" at={item.createdAt} />],
            ['Sealed', item.sealedAt === null ? null : <Time key="sealed" at={item.sealedAt} />],
            ['Last verified', item.verifiedAt === null ? null : <Time key="verified" at={item.verifiedAt} />],
          ]}
        />
      </section>
      {acquisition !== null && (
        <section>
          <h2 className="font-semibold">Acquisition</h2>
          <DefinitionList
            wide
            rows={[
              ['Requested by', `${acquisition.requesterName} (${acquisition.requesterAccount})`],
              ['Title', acquisition.requesterTitle],
              ['Reason', acquisition.reason],
              ['Legal authority', authorityWords(acquisition.authority)],
              ['Sentence confirmed', acquisition.plan],
              ['Reading', acquisition.readMode === 'full' ? 'Full read' : 'By page list'],
              ['Copy attempts', String(acquisition.copyAttempts)],
              ['Outcome', acquisition.message],
              [
                'Steps',
                acquisition.visible ? (
                  <Link key="steps" className="underline" href={`/acquisitions/${acquisition.id}`}>
                    Open the acquisition
                  </Link>
                ) : (
                  'Shown to the SOC only'
                ),
              ],
            ]}
          />
        </section>
      )}
    </div>
  );
}

function presenceWords({ presence }: EvidenceView) {
  if (presence === null) return 'Not sealed';
  const seen = presence.answeredAt === null ? null : <Time key="seen" at={presence.answeredAt} inline />;
  switch (presence.state) {
    case 'stored':
      return <>Seen, of the recorded size and version, {seen}</>;
    case 'missing':
      return <>Missing, last asked {seen}</>;
    case 'other':
      return <>Another blob, last asked {seen}</>;
    case 'unknown':
      return <>Unknown{seen !== null && <>, last seen {seen}</>}</>;
    case 'not-asked':
      return 'Not looked for yet';
  }
}

function mono(value: string) {
  return <span className="font-mono text-[12px] break-all">{value}</span>;
}
