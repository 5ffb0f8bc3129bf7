import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { RequestLinks } from '@/lib/queries/get-request-links.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { LinksTable } from './links-table.tsx';

/** The links of a grant, and the way to end them, which ends all others too. */
export function GrantLinks({
  requestId,
  links: { links, end },
  revoke,
}: {
  requestId: string;
  links: RequestLinks;
  revoke: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  if (links.length === 0) return null;
  return (
    <section aria-label="Links made by this grant">
      <h2 className="font-semibold">Links made by this grant</h2>
      <LinksTable links={links} />
      {end !== null && end.waiting !== null && (
        <Notice tone="attention" title="The end of every link was asked for and is under way.">
          Since <Time at={end.waiting.since} inline />
          {end.waiting.problem === null ? '.' : `: ${end.waiting.problem} It is tried again.`}
        </Notice>
      )}
      {end !== null && end.waiting === null && (
        <div className="mt-3">
          <Dialog trigger={<Button variant="danger">End every link…</Button>} title="End every link at once?">
            <ActionForm
              action={revoke}
              submit="End every link"
              working="Asking…"
              done="Asked. Azure may take some minutes until the last copy of the keys is gone."
              primary
            >
              <input type="hidden" name="requestId" value={requestId} />
              {end.linkIds.map((id) => (
                <input key={id} type="hidden" name="linkIds" value={id} />
              ))}
              <p>
                Azure cannot end one link: it revokes the keys of the whole account, and every link that was
                signed with them ends. {othersWords(end)} Whoever still holds a live grant can make a new one.
              </p>
              <ReasonField id="end-links-reason" />
            </ActionForm>
          </Dialog>
        </div>
      )}
    </section>
  );
}

function othersWords({ others, hidden }: NonNullable<RequestLinks['end']>): string {
  const named = others.length === 0 ? [] : [`the links of ${others.join(', ')}`];
  const unnamed =
    hidden === 0 ? [] : [`${hidden} ${hidden === 1 ? 'link' : 'links'} of requests that you may not see`];
  const all = [...named, ...unnamed];
  return all.length === 0
    ? 'No other grant has one now.'
    : `Besides this grant’s, that ends ${all.join(' and ')}.`;
}
