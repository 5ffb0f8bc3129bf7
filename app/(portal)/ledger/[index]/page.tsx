import Link from 'next/link';
import { Altered } from '@/components/custody/altered.tsx';
import { CorrectForm } from '@/components/custody/correct-form.tsx';
import { Corrections } from '@/components/custody/corrections.tsx';
import { EventDetails } from '@/components/custody/event-details.tsx';
import { RemovalForms } from '@/components/custody/removal-forms.tsx';
import { EntryChecks } from '@/components/ledger/entry-checks.tsx';
import { VerifyEvent } from '@/components/ledger/verify-event.tsx';
import { EventNeighbours } from '@/components/timeline/event-neighbours.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { getLedgerEntry } from '@/lib/queries/get-ledger-entry.ts';
import { runtime } from '@/lib/runtime/runtime.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import {
  correctRecordAction,
  proposeEraseBodyAction,
  proposeWithholdBodyAction,
} from '../../evidence/actions.ts';

interface Props {
  readonly params: Promise<{ readonly index: string }>;
}

export const metadata = { title: 'Ledger entry' };

export default async function LedgerEntryPage({ params }: Props) {
  const [viewer, { index }] = await Promise.all([requireViewer(), params]);
  const keys = await (await runtime()).verifierKeys();
  const entry = await shown(getLedgerEntry(viewer, index, keys));
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Ledger', href: '/ledger' }, { label: `#${entry.index}` }]}
        title={`Entry ${entry.index}`}
        subtitle={entry.event?.words.title ?? 'The event behind it is not shown to you'}
      />
      <div className="mt-6">
        <EntryChecks entry={entry} />
      </div>
      {entry.event === null ? (
        <a
          className="mt-4 inline-block underline"
          href={`/api/ledger/entries/${entry.index}/tlog-proof`}
          download
        >
          Download proof
        </a>
      ) : (
        <VerifyEvent event={{ id: entry.event.id, leaf: entry.leaf }} index={entry.index} />
      )}
      {entry.event !== null && (
        <section className="mt-8">
          <h2 className="font-semibold">Event</h2>
          <p className="mt-2 break-words text-ink-2">{entry.event.words.sentence}</p>
          <Altered trouble={entry.event.trouble} />
          {entry.evidenceId !== null && (
            <Link className="mt-2 inline-block underline" href={`/evidence/${entry.evidenceId}`}>
              Open the evidence item
            </Link>
          )}
          <div className="mt-4">
            <Corrections corrections={entry.event.corrections} />
            <EventDetails event={entry.event} ledgerLink={false} />
            <EventNeighbours neighbours={entry.neighbours} ledgerLinks here={new Set()} />
            <CorrectForm
              eventId={entry.event.id}
              fields={entry.event.correctable}
              correct={correctRecordAction}
            />
            <RemovalForms
              eventId={entry.event.id}
              removable={entry.event.removable}
              acts={{ withhold: proposeWithholdBodyAction, erase: proposeEraseBodyAction }}
            />
          </div>
        </section>
      )}
    </>
  );
}
