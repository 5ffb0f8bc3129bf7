import { BundleLink } from '@/components/bundle/bundle-link.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { DownloadLink } from '@/components/ui/button.tsx';
import { Digest } from '@/components/ui/digest.tsx';
import { Field } from '@/components/ui/field.tsx';
import { type PillStatus, StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { mostExportedEvents } from '@/lib/custody/export-format.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { ExportView } from '@/lib/queries/get-search-desk.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** Files of events: those that this person asked for, and the way to another. `query`: null while it cannot be read. */
export function EventExports({
  exports,
  query,
  request,
}: {
  exports: readonly ExportView[];
  query: string | null;
  request: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <section id="exports" aria-labelledby="exports-title" className="mt-10 scroll-mt-20">
      <h2 id="exports-title" className="font-semibold">
        Export
      </h2>
      <p className="mt-1 max-w-[78ch] text-[13px] text-ink-2">
        The worker makes the file, of all that stands in the ledger before your request itself, whose place
        the manifest names; it is for you alone, for a day. That it was asked for, what came of it with its
        SHA-256, and each download of the file are recorded, for members only where the search names a
        restricted incident. At most {mostExportedEvents.toLocaleString('en')} events; a search that finds
        more is refused and never cut short.
      </p>
      {query === null && (
        <p className="no-print mt-3 text-[13px]">
          The search above cannot be read, so there is nothing to export yet.
        </p>
      )}
      {query !== null && (
        <div className="no-print mt-3">
          <ActionForm
            action={request}
            submit="Export this search"
            working="Asking…"
            done="It is being made. You are told when it is ready."
          >
            <input type="hidden" name="query" value={query} />
            <Field label="Form" htmlFor="export-format" name="format">
              <select id="export-format" name="format" className="input" defaultValue="csv">
                <option value="csv">CSV: a table that no spreadsheet acts on</option>
                <option value="jsonl">JSON Lines: each record with what its proof needs</option>
              </select>
            </Field>
          </ActionForm>
        </div>
      )}
      {query !== null && (
        <p className="no-print mt-3 text-[13px]">
          <BundleLink href={`/audit/bundle?q=${encodeURIComponent(query)}`} />
        </p>
      )}
      {exports.length > 0 && (
        <div className="mt-5">
          <Table caption="Your exports" columns={['Asked for', 'Search', 'State', 'SHA-256', 'File']}>
            {exports.map((one) => (
              <tr key={one.id}>
                <td>
                  <Time at={one.requestedAt} />
                </td>
                <td className="font-mono text-[12px] break-all">
                  {one.query === '' ? 'all events' : inPlainSight(one.query)}
                </td>
                <td>
                  <StatusPill status={pillOf(one.state)} />
                  <span className="block text-[12px] text-ink-2">{one.problem ?? countWords(one)}</span>
                </td>
                <td>{one.sha256 === null ? 'Not yet' : <Digest value={one.sha256} />}</td>
                <td className="whitespace-nowrap">
                  {one.state === 'done' && (
                    <span className="flex gap-2">
                      <DownloadLink href={`/api/exports/${one.id}`}>{one.format.toUpperCase()}</DownloadLink>
                      <DownloadLink href={`/api/exports/${one.id}?manifest`}>Manifest</DownloadLink>
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </Table>
        </div>
      )}
    </section>
  );
}

function countWords({ events }: ExportView): string | null {
  return events === null ? null : `${events} ${events === 1 ? 'event' : 'events'}`;
}

function pillOf(state: ExportView['state']): PillStatus {
  switch (state) {
    case 'waiting':
      return 'queued';
    case 'running':
      return 'at-work';
    case 'done':
    case 'failed':
    case 'expired':
      return state;
  }
}
