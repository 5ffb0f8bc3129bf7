import Link from 'next/link';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { Notice } from '@/components/ui/notice.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { timespanWords } from '@/lib/custody/hunting.ts';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { HuntingPage } from '@/lib/queries/get-hunting.ts';
import type { AskedRows } from '@/lib/queries/hunting-rows.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { ExportButton } from './export-button.tsx';
import { SealForm } from './seal-form.tsx';

type Action = (previous: ActionResult, input: FormData | object) => Promise<ActionResult>;

interface Props {
  readonly incident: HuntingPage['incident'];
  readonly deviceId: string | null;
  readonly run: NonNullable<HuntingPage['shown']>;
  readonly asked: AskedRows;
  readonly may: HuntingPage['may'];
  readonly seal: Action;
  readonly takeOut: Action;
}

const wordLength = 40; // a name, a time, an id: kept on one line

/** What Microsoft answered, as it was kept; everything in it is what devices and services reported. */
export function HuntingResult({ incident, deviceId, run, asked, may, seal, takeOut }: Props) {
  const { answer, item } = run;
  const href = (change: AskedRows) =>
    listHref(`/incidents/${incident.id}/hunting`, {
      ...{ run: run.id, device: deviceId ?? undefined, q: asked.q, sort: asked.sort },
      ...change,
    });
  return (
    <section className="mt-9" aria-labelledby="result-title">
      <h2 id="result-title" className="font-semibold">
        Result
      </h2>
      <p className="mt-1 text-[13px] text-ink-2">
        {run.rowCount} {run.rowCount === 1 ? 'row' : 'rows'} over {timespanWords(run.timespan)}, asked{' '}
        <Time at={run.askedAt} inline /> by {run.personName}. As devices and services reported it.
      </p>
      {run.truncated && (
        <Notice
          tone="attention"
          title="Microsoft gave as many rows as it gives at most: there may be more."
        />
      )}
      {run.rowCount === 0 && (
        <Notice
          tone="unknown"
          title="No row is no proof that nothing happened: only what was sent is there."
        />
      )}
      {item !== null && (
        <Notice
          tone={item.state === 'not-acquired' ? 'attention' : 'good'}
          title={`This result is ${item.exhibitNumber}, ${stateWords(item.state)}.`}
        >
          <Link className="underline" href={`/evidence/${item.id}`}>
            Open {item.exhibitNumber}
          </Link>
        </Notice>
      )}
      {answer === null ? (
        <Notice tone="attention" title="The rows are not kept any more. Run the query again." />
      ) : (
        <>
          <Search incidentId={incident.id} deviceId={deviceId} runId={run.id} q={asked.q} />
          <Table caption="Rows of the result" columns={[{ hidden: 'Row' }, ...answer.columns]}>
            {answer.rows.map(({ n, cells }) => (
              <tr key={n}>
                <td className="text-ink-3">{n}</td>
                {cells.map((cell, at) => (
                  <td
                    key={answer.columns[at]}
                    className={`max-w-[320px] font-mono text-[12px] ${cell.length > wordLength ? 'min-w-[200px] [overflow-wrap:anywhere]' : 'whitespace-nowrap'}`}
                  >
                    <PlainText text={cell} />
                  </td>
                ))}
              </tr>
            ))}
          </Table>
          {answer.rows.length === 0 && asked.q !== undefined && run.rowCount > 0 && (
            <p className="mt-3 text-ink-2">
              No row has “{inPlainSight(asked.q)}”. <Link href={href({ q: undefined })}>Show all rows</Link>
            </p>
          )}
          <nav
            className="mt-3 flex flex-wrap gap-4 text-[13px] text-ink-2"
            aria-label="Pages and order of the rows"
          >
            <span>
              {answer.matching} matching, page {answer.page} of {answer.pages}
            </span>
            {answer.page > 1 && <Link href={href({ page: String(answer.page - 1) })}>Previous</Link>}
            {answer.page < answer.pages && <Link href={href({ page: String(answer.page + 1) })}>Next</Link>}
            <Order columns={answer.columns} sort={asked.sort} href={href} />
          </nav>
          <div className="no-print mt-5">
            {may.takeOut ? (
              <ExportButton runId={run.id} takeOut={takeOut} />
            ) : (
              <AsEvidence item={item} mayRequest={may.request} />
            )}
          </div>
          {item === null && may.seal && incident.open && <SealForm runId={run.id} seal={seal} />}
        </>
      )}
    </section>
  );
}

function stateWords(state: string): string {
  if (state === 'sealed') return 'sealed';
  return state === 'not-acquired' ? 'which was not sealed' : 'being sealed';
}

/** Why the rows stay here, and the way to them. */
function AsEvidence({ item, mayRequest }: { item: Props['run']['item']; mayRequest: boolean }) {
  if (item === null) return null;
  return (
    <Notice
      tone="attention"
      title={`These rows are ${item.exhibitNumber}: they leave with a grant to download it${item.state === 'sealed' ? '' : ', once it is sealed'}.`}
    >
      {mayRequest && (
        <Link className="underline" href={`/requests/new?evidence=${item.id}`}>
          Request access
        </Link>
      )}
    </Notice>
  );
}

function Search({
  incidentId,
  deviceId,
  runId,
  q,
}: {
  incidentId: string;
  deviceId: string | null;
  runId: string;
  q: string | undefined;
}) {
  return (
    <form
      action={`/incidents/${incidentId}/hunting`}
      aria-label="Find rows"
      className="no-print mt-4 mb-3 flex flex-wrap items-end gap-2"
    >
      <input type="hidden" name="run" value={runId} />
      {deviceId !== null && <input type="hidden" name="device" value={deviceId} />}
      <Field label="Find in the rows" htmlFor="hunting-find">
        <input
          id="hunting-find"
          type="search"
          name="q"
          defaultValue={q}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          className="input max-w-[320px]"
        />
      </Field>
      <Button type="submit">Find</Button>
    </form>
  );
}

function Order({
  columns,
  sort,
  href,
}: {
  columns: readonly string[];
  sort: string | undefined;
  href: (change: AskedRows) => string;
}) {
  return (
    <details>
      <summary>Order{sort === undefined ? ': as Microsoft gave them' : `: ${sort}`}</summary>
      <ul className="mt-2 flex flex-wrap gap-3">
        {columns.map((name) => (
          <li key={name}>
            <Link href={href({ sort: sort === name ? `-${name}` : name })}>{name}</Link>
          </li>
        ))}
      </ul>
    </details>
  );
}
