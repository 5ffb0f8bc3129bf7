'use client';

import { useRouter } from 'next/navigation';
import { startTransition, useActionState, useEffect, useState } from 'react';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { FieldErrorsProvider } from '@/components/ui/field-errors.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { huntingTimespans, letLine, timespanWords } from '@/lib/custody/hunting.ts';
import type { HuntingPage, SavedQuery } from '@/lib/queries/get-hunting.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

type Action = (previous: ActionResult, input: FormData | object) => Promise<ActionResult>;

interface Props {
  readonly incidentId: string;
  readonly deviceId: string | null;
  readonly first: { readonly query: string; readonly timespan: string } | null;
  readonly entities: HuntingPage['entities'];
  readonly devicesInAll: number;
  readonly saved: readonly SavedQuery[];
  readonly savedInAll: number;
  readonly requestKey: string;
  readonly run: Action;
  readonly save: Action;
}

/** The query in Kusto's language, begun from the incident's own entities or from what others keep. */
export function QueryEditor(props: Props) {
  const { incidentId, deviceId, first, entities, devicesInAll, saved, savedInAll, requestKey, run, save } =
    props;
  const [query, setQuery] = useState(first?.query ?? '');
  const [timespan, setTimespan] = useState(first?.timespan ?? 'P7D');
  const [of, setOf] = useState<SavedQuery | null>(null);
  const [result, ask, pending] = useActionState(run, null);
  const router = useRouter();
  useEffect(() => {
    const id = result?.ok === true ? idOf(result.value) : null;
    if (id === null) return;
    const device = deviceId === null ? '' : `&device=${deviceId}`;
    router.push(`/incidents/${incidentId}/hunting?run=${id}${device}`);
  }, [result, router, incidentId, deviceId]);
  const begin = (line: string) => setQuery((now) => `${line}\n${now}`);
  return (
    <section className="no-print mt-7 grid gap-4" aria-labelledby="query-title">
      <h2 id="query-title" className="font-semibold">
        Query
      </h2>
      <Beginnings entities={entities} devicesInAll={devicesInAll} begin={begin} />
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          startTransition(() => ask({ incidentId, deviceId, query, timespan, requestKey }));
        }}
      >
        <FieldErrorsProvider errors={result?.ok === false ? (result.fields ?? {}) : {}}>
          <Field
            label="Kusto query"
            htmlFor="query"
            name="query"
            hint="Runs in Microsoft’s hunting tables, and is recorded word for word."
          >
            <textarea
              id="query"
              className="input font-mono text-[13px]"
              rows={10}
              maxLength={10_000}
              required
              spellCheck={false}
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
          </Field>
          <Field label="Over" htmlFor="timespan" name="timespan">
            <select
              id="timespan"
              className="input max-w-[220px]"
              value={timespan}
              onChange={(event) => setTimespan(event.target.value)}
            >
              {huntingTimespans.map((one) => (
                <option key={one} value={one}>
                  {timespanWords(one)}
                </option>
              ))}
            </select>
          </Field>
        </FieldErrorsProvider>
        {result?.ok === false && <Notice tone="bad" title={result.message} />}
        <div>
          <Button type="submit" variant="primary" disabled={pending || query.trim() === ''}>
            {pending ? 'Asking Microsoft…' : 'Run the query'}
          </Button>
        </div>
      </form>
      <SavedQueries
        inAll={savedInAll}
        saved={saved}
        choose={(one) => {
          setOf(one);
          setQuery(one.text);
          setTimespan(one.timespan);
        }}
      />
      <details>
        <summary className="text-[13px] font-medium">Save this query for others</summary>
        <div className="mt-3">
          <ActionForm action={save} submit="Save" working="Saving…" done="Saved.">
            <input type="hidden" name="incidentId" value={incidentId} />
            <input type="hidden" name="seriesId" value={of?.seriesId ?? ''} />
            <input type="hidden" name="query" value={query} />
            <input type="hidden" name="timespan" value={timespan} />
            <Field
              label="Name"
              htmlFor="query-name"
              name="name"
              hint={of === null ? 'A new query.' : `Becomes version ${of.version + 1} of “${of.name}”.`}
            >
              <input
                id="query-name"
                name="name"
                className="input"
                key={of?.seriesId}
                defaultValue={of?.name}
                required
                maxLength={120}
              />
            </Field>
            <Field label="Offered in" htmlFor="query-shared" name="sharedWith">
              <select
                id="query-shared"
                name="sharedWith"
                className="input"
                key={of?.seriesId}
                defaultValue={of?.sharedWith ?? 'incident'}
              >
                <option value="incident">This incident</option>
                <option value="everyone">Every incident</option>
              </select>
            </Field>
          </ActionForm>
        </div>
      </details>
    </section>
  );
}

const beginnings = [
  ['devices', 'Device ids'],
  ['names', 'Device names'],
  ['addresses', 'Addresses'],
  ['hashes', 'SHA-256 of files taken'],
] as const;

/** `let` lines of what the incident names; every value is quoted, since devices report them. */
function Beginnings({
  entities,
  devicesInAll,
  begin,
}: {
  entities: HuntingPage['entities'];
  devicesInAll: number;
  begin: (line: string) => void;
}) {
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="mb-1 text-[13px] font-medium">Put in what the incident names</legend>
      {beginnings.map(([name, words]) => (
        <Button
          key={name}
          type="button"
          disabled={entities[name].length === 0}
          onClick={() => begin(letLine(name, entities[name]))}
        >
          {words}
        </Button>
      ))}
      {devicesInAll > entities.devices.length && (
        <p className="w-full text-[13px] text-ink-2">
          Of the first {entities.devices.length} of {devicesInAll} devices, by name.
        </p>
      )}
    </fieldset>
  );
}

function SavedQueries({
  saved,
  inAll,
  choose,
}: {
  saved: readonly SavedQuery[];
  inAll: number;
  choose: (one: SavedQuery) => void;
}) {
  if (saved.length === 0) return null;
  return (
    <details>
      <summary className="text-[13px] font-medium">
        Saved queries ({saved.length === inAll ? inAll : `${saved.length} of ${inAll}`})
      </summary>
      <ul className="mt-3 grid gap-2">
        {saved.map((one) => (
          <li key={one.seriesId} className="flex flex-wrap items-baseline gap-3 text-[13px]">
            <Button type="button" onClick={() => choose(one)}>
              {one.name}
            </Button>
            <span className="text-ink-2">
              version {one.version}, by {one.authorName},{' '}
              {one.sharedWith === 'everyone' ? 'for every incident' : 'for this incident'}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function idOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? value.id
    : null;
}
