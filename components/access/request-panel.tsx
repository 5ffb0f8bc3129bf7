import Link from 'next/link';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Time } from '@/components/ui/time.tsx';
import { hourWords, modeWords } from '@/lib/custody/access-policy.ts';
import { authorityName } from '@/lib/custody/authority-words.ts';
import type { AccessRequestView } from '@/lib/queries/get-request.ts';

const most = 50; // that are described

/** What is asked for, by whom, why, and by which policy it is decided. */
export function RequestPanel({ request }: { request: AccessRequestView }) {
  const { requester } = request;
  return (
    <section aria-label="What is asked for">
      <DefinitionList
        wide
        rows={[
          [
            'Who asks',
            `${requester.name} (${requester.account})${requester.title === null ? '' : `, ${requester.title}`}`,
          ],
          ['Purpose', request.purpose],
          ['Legal authority', authorityName(request.authority)],
          ['Access', `${modeWords(request.mode)} for ${hourWords(request.hours)}`],
          [
            'From these addresses',
            <span key="range" className="font-mono">
              {request.addressRange}
            </span>,
          ],
          ['Policy', `${request.policy} (version ${request.policyVersion})`],
          ['Asked', <Time key="asked" at={request.createdAt} />],
          request.state === 'waiting'
            ? (['Expires undecided', <Time key="expires" at={request.expiresAt} />] as const)
            : ([
                endWord(request.state),
                <Time key="ended" at={request.decidedAt ?? request.expiresAt} />,
              ] as const),
        ]}
      />
      <h2 className="mt-6 font-semibold">
        {request.items.length === 1 ? 'The item' : `${request.items.length} items`}
      </h2>
      <ul className="mt-1">
        {request.items.slice(0, most).map((item) => (
          <li key={item.id} className="border-b border-hairline py-2 text-[13px]">
            <Link className="font-medium" href={`/evidence/${item.id}`}>
              {item.exhibitNumber}
            </Link>{' '}
            <span className="text-ink-2 [overflow-wrap:anywhere]">
              <PlainText text={item.description} />
            </span>
          </li>
        ))}
      </ul>
      {request.items.length > most && (
        <details className="mt-2 text-[13px]">
          <summary>The other {request.items.length - most}</summary>
          <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1">
            {request.items.slice(most).map((item) => (
              <li key={item.id}>
                <Link href={`/evidence/${item.id}`} prefetch={false}>
                  {item.exhibitNumber}
                </Link>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function endWord(state: AccessRequestView['state']): string {
  return state === 'granted' || state === 'refused' ? 'Decided' : 'Ended';
}
