import Link from 'next/link';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Field } from '@/components/ui/field.tsx';
import { listHref } from '@/components/ui/list-href.ts';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { SearchDesk } from '@/lib/queries/get-search-desk.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** A person's own searches. `query`: the one on the page, null while it cannot be read. */
export function SavedSearches({
  saved,
  query,
  save,
  remove,
}: {
  saved: SearchDesk['saved'];
  query: string | null;
  save: Act;
  remove: Act;
}) {
  return (
    <details className="no-print mt-2 text-[13px]">
      <summary className="cursor-pointer py-1 text-ink-2">Your searches ({saved.length})</summary>
      <ul className="mt-1">
        {saved.map((one) => (
          <li
            key={one.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-hairline py-2"
          >
            <Link
              className="font-medium break-words hover:underline"
              href={listHref('/audit', { q: one.query })}
            >
              <PlainText text={one.name} />
            </Link>
            <span className="min-w-0 flex-1 font-mono text-[12px] break-all text-ink-2">
              {inPlainSight(one.query)}
            </span>
            <ActionForm
              action={remove}
              submit={`Remove ${inPlainSight(one.name)}`}
              working="Removing…"
              done="Removed"
            >
              <input type="hidden" name="id" value={one.id} />
            </ActionForm>
          </li>
        ))}
      </ul>
      {query !== null && query !== '' && (
        <div className="mt-3">
          <ActionForm action={save} submit="Keep this search" working="Keeping…" done="Kept for you alone.">
            <input type="hidden" name="query" value={query} />
            <Field
              label="Name"
              htmlFor="saved-search-name"
              name="name"
              hint="The same name again replaces it."
            >
              <input id="saved-search-name" name="name" className="input" maxLength={80} required />
            </Field>
          </ActionForm>
        </div>
      )}
    </details>
  );
}
