import Link from 'next/link';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { BreakGlassUse } from '@/lib/queries/list-break-glass.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** Every use with what was read, and the review for who may give it. */
export function BreakGlassUses({
  uses,
  end,
  review,
}: {
  uses: readonly BreakGlassUse[];
  end: Act;
  review: Act;
}) {
  return (
    <ul className="grid gap-8">
      {uses.map((use) => (
        <li key={use.id}>
          <h3 className="mb-1 flex flex-wrap items-center gap-3 font-semibold">
            {use.number}: {use.name} reads {use.incidentNumber} <State use={use} />
          </h3>
          <DefinitionList
            wide
            rows={[
              ['Reason', use.reason],
              ['From', <Time key="from" at={use.startsAt} />],
              ['Until', <Time key="until" at={use.endsAt} />],
              ['Opened meanwhile', <Pages key="pages" use={use} />],
              ...(use.review === null
                ? []
                : [
                    [
                      'Review',
                      `${use.review.name}: ${use.review.verdict.replace('-', ' ')}. ${use.review.words}`,
                    ] as const,
                  ]),
            ]}
          />
          {use.incidentId !== null && (
            <p className="mt-2">
              <Link className="underline" href={`/incidents/${use.incidentId}`}>
                Open {use.incidentNumber}
              </Link>
            </p>
          )}
          {use.may.end && (
            <div className="mt-3">
              <ActionForm action={end} submit="End it now" working="Ending…" done="Ended.">
                <input type="hidden" name="breakGlassId" value={use.id} />
              </ActionForm>
            </div>
          )}
          {use.may.review && <Review use={use} review={review} />}
        </li>
      ))}
    </ul>
  );
}

function State({ use }: { use: BreakGlassUse }) {
  switch (use.state) {
    case 'active':
      return <StatusPill status="open" note="Reading now" />;
    case 'to-review':
      return <StatusPill status="waiting" note="Waits for its review" />;
    case 'reviewed':
      return use.review?.verdict === 'justified' ? (
        <StatusPill status="confirmed" note="Justified" />
      ) : (
        <StatusPill status="fail" note="Not justified" />
      );
  }
}

function Pages({ use: { pages, pagesInAll } }: { use: BreakGlassUse }) {
  if (pagesInAll === 0) return 'Nothing yet';
  return (
    <>
      {pages.map((page) => (
        <span key={page} className="block font-mono text-[12px] break-all">
          {page}
        </span>
      ))}
      {pagesInAll > pages.length && (
        <span>And {pagesInAll - pages.length} more, in the incident’s timeline</span>
      )}
    </>
  );
}

function Review({ use, review }: { use: BreakGlassUse; review: Act }) {
  return (
    <div className="mt-3">
      <ActionForm action={review} submit="Record the review" working="Recording…" done="Reviewed.">
        <input type="hidden" name="breakGlassId" value={use.id} />
        <Field label="Verdict" htmlFor={`verdict-${use.id}`} name="verdict">
          <select id={`verdict-${use.id}`} name="verdict" required className="input max-w-[240px]">
            <option value="">Choose</option>
            <option value="justified">Justified</option>
            <option value="not-justified">Not justified</option>
          </select>
        </Field>
        <Field
          label="What you found"
          hint="At least 10 characters. It is written into the record."
          htmlFor={`review-${use.id}`}
          name="review"
        >
          <textarea
            id={`review-${use.id}`}
            name="review"
            required
            minLength={10}
            maxLength={2000}
            rows={3}
            className="input"
          />
        </Field>
      </ActionForm>
    </div>
  );
}
