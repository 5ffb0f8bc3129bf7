'use client';

import Link from 'next/link';
import { startTransition, useActionState, useEffect } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { saveFile } from '@/components/ui/save-file.ts';
import type { CheckedOutput } from '@/lib/custody/console/normalised-output.ts';
import type { OutputPage } from '@/lib/custody/console/output-page.ts';
import { cellText, outputColumns } from '@/lib/custody/console/show-output.ts';
import { inPlainSight, linesInPlainSight } from '@/lib/custody/plain-sight.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

const mostRows = 500;

/** What a command printed. Opening it is a read of the sealed item, recorded before it is shown. */
export function CommandOutput({
  evidenceId,
  exhibitNumber,
  as,
  intoFile,
  read,
  remember,
}: {
  evidenceId: string;
  exhibitNumber: string;
  as: 'table' | 'json';
  intoFile: string | null; // the name that the line gave
  read: (previous: ActionResult, input: object) => Promise<ActionResult>;
  remember: (paths: readonly string[]) => void;
}) {
  const [result, run, pending] = useActionState(read, null);
  const page = result?.ok === true ? (result.value as OutputPage) : null;
  useEffect(() => {
    if (page?.read.kind === 'answer') remember(pathsIn(page.read.output));
  }, [page, remember]);
  if (page !== null)
    return (
      <>
        {intoFile !== null && <IntoFile evidenceId={evidenceId} name={intoFile} read={read} />}
        <Output page={page} as={as} />
      </>
    );
  return (
    <div className="mt-2 flex flex-wrap items-start gap-2">
      {intoFile !== null && <IntoFile evidenceId={evidenceId} name={intoFile} read={read} />}
      <Button disabled={pending} onClick={() => startTransition(() => run({ evidenceId }))}>
        {pending
          ? 'Opening; the ledger signs the record of it first, in seconds…'
          : `Show what it printed (${exhibitNumber})`}
      </Button>
      {result?.ok === false && (
        <Notice tone="attention" title={result.message}>
          <Link className="underline" href={`/requests/new?evidence=${evidenceId}`}>
            Request access
          </Link>
        </Notice>
      )}
    </div>
  );
}

/** `> file`: the whole output as a file, which takes a grant to download and is recorded first. */
function IntoFile({
  evidenceId,
  name,
  read,
}: {
  evidenceId: string;
  name: string;
  read: (previous: ActionResult, input: object) => Promise<ActionResult>;
}) {
  const [result, run, pending] = useActionState(read, null);
  useEffect(() => {
    const file = result?.ok === true ? (result.value as OutputPage).file : null;
    if (file !== null) saveFile(name, file, 'text/plain');
  }, [result, name]);
  return (
    <div className="grid justify-items-start gap-2">
      <Button disabled={pending} onClick={() => startTransition(() => run({ evidenceId, form: 'file' }))}>
        {pending
          ? 'Opening; the ledger signs the record of it first, in seconds…'
          : `Save as ${inPlainSight(name)}`}
      </Button>
      {result?.ok === false && (
        <Notice tone="attention" title={result.message}>
          A file leaves with a grant to download.{' '}
          <Link className="underline" href={`/requests/new?evidence=${evidenceId}`}>
            Request access
          </Link>
        </Notice>
      )}
    </div>
  );
}

function Output({ page, as }: { page: OutputPage; as: 'table' | 'json' }) {
  const { read, text, errors, exitCode, cut } = page;
  return (
    <div className="mt-2 grid grid-cols-[minmax(0,1fr)] gap-2">
      <p className="text-[13px] text-ink-2">
        Device-reported · {page.exhibitNumber} · {page.scriptName}
        {exitCode !== null && ` · ended with ${exitCode}`}
      </p>
      {read.kind === 'answer' ? (
        <Answer output={read.output} script={page.script} as={as} />
      ) : (
        <p className="text-[13px]">{read.why}</p>
      )}
      {errors !== '' && <Block label="What it printed as errors" text={errors} />}
      <details className="text-[13px]">
        <summary className="text-ink-2">As it came{cut ? ', the beginning of it' : ''}</summary>
        <Block label="As it came" text={text} />
      </details>
    </div>
  );
}

function Answer({
  output,
  script,
  as,
}: {
  output: CheckedOutput;
  script: OutputPage['script'];
  as: 'table' | 'json';
}) {
  const { items, errors, truncated, output: elsewhere } = output;
  return (
    <>
      {errors.map(({ path, msg }) => (
        <Notice
          key={`${path} ${msg}`}
          tone="attention"
          title={inPlainSight(path === null ? msg : `${path}: ${msg}`)}
        />
      ))}
      {truncated && <Notice tone="attention" title="There is more than the script printed." />}
      {elsewhere !== undefined && (
        <Notice tone="attention" title="The answer was too long to print.">
          It lies on the device as <code>{inPlainSight(elsewhere.path)}</code>. A line after this one fetches
          it, unless the console was closed before.
        </Notice>
      )}
      {as === 'json' || script === null ? (
        <Block label="Items" text={linesInPlainSight(JSON.stringify(items, null, 1))} />
      ) : (
        <Items items={items} script={script} />
      )}
    </>
  );
}

function Items({
  items,
  script,
}: {
  items: CheckedOutput['items'];
  script: NonNullable<OutputPage['script']>;
}) {
  const columns = outputColumns[script];
  if (items.length === 0) return <p className="text-[13px]">No items.</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <section className="max-h-[60vh] overflow-auto" aria-label={`Items of ${script}`} tabIndex={0}>
        <table className="data-table">
          <caption className="sr-only">Items of {script}, as the device reports them</caption>
          <thead>
            <tr>
              {columns.map(({ field, head }) => (
                <th key={field} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {items.slice(0, mostRows).map((item, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the rows of one output never move
              <tr key={index}>
                {columns.map(({ field, mono, align }) => (
                  <td
                    key={field}
                    className={`max-w-[420px] [overflow-wrap:anywhere] ${mono ? 'min-w-[180px] font-mono text-[12px]' : 'min-w-[72px]'} ${align === 'end' ? 'text-right' : ''}`}
                  >
                    {cellText(item, field)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {items.length > mostRows && (
        <p className="text-[13px] text-ink-2">
          The first {mostRows} of {items.length}.
        </p>
      )}
    </>
  );
}

function Block({ label, text }: { label: string; text: string }) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className="max-h-[60vh] overflow-auto rounded-md bg-rail p-2 font-mono text-[12px] whitespace-pre-wrap [overflow-wrap:anywhere]"
    >
      {text}
    </section>
  );
}

function pathsIn({ items }: CheckedOutput): readonly string[] {
  return items.flatMap(({ path }) => (typeof path === 'string' ? [path] : [])).slice(0, mostRows);
}
