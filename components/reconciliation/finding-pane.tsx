import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import { SidePane } from '@/components/ui/side-pane.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { AzureRecord } from '@/lib/custody/reconciliation-event.ts';
import { coverageWords, findingTitle } from '@/lib/custody/reconciliation-words.ts';
import type { FindingDetail } from '@/lib/queries/get-reconciliation.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { FindingStatus } from './finding-status.tsx';
import { FindingSubject } from './findings-table.tsx';

/** One finding whole: what Azure says, what the ledger says, for which time, and what people said of it. */
export function FindingPane({
  finding,
  closeHref,
  note,
}: {
  finding: FindingDetail;
  closeHref: string;
  note: ((previous: ActionResult, form: FormData) => Promise<ActionResult>) | null;
}) {
  const { azure, ledger, coverage, explained } = finding;
  return (
    <SidePane
      title={findingTitle(finding.kind)}
      status={<FindingStatus state={finding.state} />}
      subtitle={<FindingSubject row={finding} />}
      open={{ href: `/reconciliation?finding=${finding.id}`, words: 'Link to this finding' }}
      closeHref={closeHref}
    >
      <section aria-labelledby="azure-side">
        <h3 id="azure-side" className="font-semibold">
          Azure’s side
        </h3>
        {azure === null ? (
          <p className="mt-1">
            No record between <Time at={finding.at} /> and <Time at={finding.until ?? finding.at} />.
          </p>
        ) : (
          <DefinitionList rows={azureRows(azure, finding.at)} />
        )}
      </section>
      <section aria-labelledby="ledger-side">
        <h3 id="ledger-side" className="font-semibold">
          The ledger’s side
        </h3>
        <p className="mt-1 break-words">{ledger.words}</p>
        {ledger.eventIds.length > 0 && (
          <ul className="mt-1 grid gap-0.5 font-mono text-[12px]">
            {ledger.eventIds.map((id) => (
              <li key={id}>{id}</li>
            ))}
          </ul>
        )}
        <p className="mt-2 text-[13px] text-ink-2">{coverageWords(finding.log, coverage)}</p>
        <p className="mt-1 text-[13px] text-ink-2">
          Found <Time at={finding.foundAt} />.
          {explained !== null && (
            <>
              {' '}
              Explained <Time at={explained.at} />: {explained.by}
            </>
          )}
        </p>
      </section>
      <Notes finding={finding} />
      {note !== null && (
        <ActionForm action={note} submit="Write it down" working="Writing…" done="Written into the record.">
          <input type="hidden" name="findingId" value={finding.id} />
          <Field
            label="What it was"
            hint="It is recorded under your name, and the finding stays."
            htmlFor="finding-text"
            name="text"
          >
            <textarea id="finding-text" name="text" required maxLength={2_000} rows={4} className="input" />
          </Field>
        </ActionForm>
      )}
    </SidePane>
  );
}

function azureRows(azure: AzureRecord, at: string) {
  return [
    ['When', <Time key="at" at={at} />],
    ['Who', azure.callerName ?? azure.caller],
    ['Object id', azure.caller],
    ['From', azure.address],
    ['Did', azure.operation],
    ['On', azure.resource],
    ['Result', azure.status],
    ['Record', azure.recordId],
    ['Correlation', azure.correlationId],
    ['Client’s id', azure.clientRequestId],
  ] as const;
}

function Notes({ finding: { notes } }: { finding: FindingDetail }) {
  return (
    <section aria-labelledby="finding-notes">
      <h3 id="finding-notes" className="font-semibold">
        What people said of it
      </h3>
      {notes.length === 0 ? (
        <p className="mt-1 text-ink-2">Nothing yet.</p>
      ) : (
        <ol className="mt-2 grid gap-3">
          {notes.map((one) => (
            <li key={one.id} className="border-l border-hairline pl-3">
              <span className="font-medium">{one.author}</span> <Time at={one.at} />
              <span className="block break-words whitespace-pre-wrap">{one.text}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
