import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { AccessRequestView } from '@/lib/queries/get-request.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { DecisionForm } from './decision-form.tsx';
import { GrantCountdown } from './grant-countdown.tsx';
import { SignInAgain } from './sign-in-again.tsx';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** What this reader can do about a request now: decide, take it back, take the access away, say something. */
export function RequestActs({
  request,
  acts,
}: {
  request: AccessRequestView;
  acts: { approve: Act; refuse: Act; withdraw: Act; revoke: Act; comment: Act };
}) {
  const { may, grant } = request;
  return (
    <div className="grid gap-6">
      {may.decide && may.signInFirst && (
        <Notice tone="attention" title="Your sign-in is too old to decide on it.">
          <SignInAgain returnTo={`/requests/${request.id}`} />
        </Notice>
      )}
      <DecisionForm
        of={{
          field: 'requestId',
          id: request.id,
          href: `/requests/${request.id}`,
          agree: { label: 'Approve', working: 'Approving…' },
          hint: 'Others who may still decide do not see it. A refusal needs one.',
        }}
        open={may.decide}
        standsIn={may.standsIn}
        approve={acts.approve}
        refuse={acts.refuse}
      />
      {may.whyNotDecide !== null && <Notice tone="attention" title={may.whyNotDecide} />}
      {grant !== null && <GrantSection request={request} revoke={acts.revoke} />}
      {may.withdraw && (
        <ActionForm
          action={acts.withdraw}
          submit="Withdraw the request"
          working="Withdrawing…"
          done="Withdrawn."
        >
          <input type="hidden" name="requestId" value={request.id} />
        </ActionForm>
      )}
      <ActionForm action={acts.comment} submit="Add the remark" working="Adding…" done="Added.">
        <input type="hidden" name="requestId" value={request.id} />
        <Field
          label="Remark"
          hint={
            request.state === 'waiting'
              ? 'While the request waits, others who may decide do not see it, unless you are the one who asks.'
              : 'Everyone who sees the request sees it.'
          }
          htmlFor="remark"
          name="text"
        >
          <textarea id="remark" name="text" required maxLength={2000} rows={2} className="input" />
        </Field>
      </ActionForm>
    </div>
  );
}

function GrantSection({ request, revoke }: { request: AccessRequestView; revoke: Act }) {
  const { grant, may } = request;
  if (grant === null) return null;
  return (
    <section aria-label="The grant">
      <h2 className="font-semibold">The grant</h2>
      <p className="mt-1 text-[13px]">
        {grant.state === 'active' && (
          <>
            <strong className="font-semibold">
              <GrantCountdown endsAt={grant.endsAt} readAt={request.readAt} />
            </strong>
            {', until '}
            <Time at={grant.endsAt} inline />
          </>
        )}
        {grant.state === 'ended' && (
          <>
            Ended <Time at={grant.endsAt} inline />
          </>
        )}
        {grant.state === 'revoked' && (
          <>
            Revoked <Time at={grant.revokedAt} inline />: {grant.revokedWhy}
          </>
        )}
      </p>
      {may.revoke && (
        <div className="mt-3">
          <Dialog
            trigger={<Button variant="danger">Revoke…</Button>}
            title={`Take this access away from ${request.requester.name}?`}
          >
            <ActionForm
              action={revoke}
              submit="Revoke the access"
              working="Revoking…"
              done="Revoked."
              primary
            >
              <input type="hidden" name="requestId" value={request.id} />
              <p>
                It ends at once. A download under way stops at its next block; a disk is detached and deleted;
                what was taken before is not undone. A link that was made lives until its own end, unless
                every link is ended besides.
              </p>
              <ReasonField id="revoke-reason" />
            </ActionForm>
          </Dialog>
        </div>
      )}
    </section>
  );
}
