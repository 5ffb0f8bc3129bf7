import { ReceiptField } from '@/components/bundle/receipt-field.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { WaitingHandover } from '@/lib/queries/get-item-custody.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { DefinitionList } from './definition-list.tsx';
import { LineField } from './line-field.tsx';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

export interface HandoverActs {
  readonly offer: Act;
  readonly accept: Act;
  readonly decline: Act;
  readonly withdraw: Act;
}

/** An offer that waits, and what this reader can do about it. */
export function WaitingOffer({ offer, acts }: { offer: WaitingHandover; acts: HandoverActs }) {
  return (
    <div className="mt-4 rounded-md border border-hairline p-4">
      <p className="font-medium">
        {offer.number}: offered by {offer.from} to {offer.to}
      </p>
      <DefinitionList
        rows={[
          ['Purpose', offer.purpose],
          ['Condition', offer.condition],
          ['Place', offer.location],
          ['Accept by', <Time key="until" at={offer.expiresAt} />],
        ]}
      />
      <div className="no-print mt-4 flex flex-wrap gap-3">
        {offer.may.answer && <Accept offer={offer} accept={acts.accept} />}
        {offer.may.answer && <Decline offer={offer} decline={acts.decline} />}
        {offer.may.withdraw && (
          <ActionForm
            action={acts.withdraw}
            submit="Withdraw the offer"
            working="Withdrawing…"
            done="Withdrawn."
          >
            <input type="hidden" name="handoverId" value={offer.id} />
          </ActionForm>
        )}
      </div>
    </div>
  );
}

function Accept({ offer, accept }: { offer: WaitingHandover; accept: Act }) {
  return (
    <Dialog
      trigger={<Button variant="primary">Accept custody…</Button>}
      title={`Take custody over from ${offer.from}?`}
    >
      <ActionForm action={accept} submit="Accept custody" working="Accepting…" done="Accepted." primary>
        <input type="hidden" name="handoverId" value={offer.id} />
        <p>From then on you have custody. Your name, sign-in and address are recorded with it.</p>
        <LineField
          id="accept-condition"
          name="condition"
          label="Condition in which you found it"
          hint="For example: sealed, both reads equal, hold in place."
        />
        <LineField id="accept-location" name="location" label="Place" hint="Where you took it over." />
        <ReceiptField id="accept-receipt" required={false} />
      </ActionForm>
    </Dialog>
  );
}

function Decline({ offer, decline }: { offer: WaitingHandover; decline: Act }) {
  return (
    <Dialog trigger={<Button>Decline…</Button>} title={`Decline ${offer.number}?`}>
      <ActionForm action={decline} submit="Decline" working="Declining…" done="Declined." primary>
        <input type="hidden" name="handoverId" value={offer.id} />
        <p>Custody stays with {offer.from}, who is told.</p>
        <ReasonField id="decline-reason" />
      </ActionForm>
    </Dialog>
  );
}
