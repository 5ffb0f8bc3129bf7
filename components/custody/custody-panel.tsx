import { Time } from '@/components/ui/time.tsx';
import type { ItemCustody } from '@/lib/queries/get-item-custody.ts';
import { OfferForm } from './offer-form.tsx';
import { type HandoverActs, WaitingOffer } from './waiting-offer.tsx';

/** Who has custody of an item, since when, to whom it is offered, and who had it before. */
export function CustodyPanel({
  evidenceId,
  custody,
  acts,
}: {
  evidenceId: string;
  custody: ItemCustody;
  acts: HandoverActs;
}) {
  const { custodian, waiting, past, offer } = custody;
  return (
    <section aria-labelledby="custody-of">
      <h2 id="custody-of" className="font-semibold">
        In whose custody
      </h2>
      {custodian === null ? (
        <p className="mt-1 text-ink-2">Unknown: no record says.</p>
      ) : (
        <p className="mt-1">
          <strong className="font-semibold">{custodian.displayName}</strong>, since{' '}
          <Time at={custodian.since} inline />
        </p>
      )}
      {waiting !== null && <WaitingOffer offer={waiting} acts={acts} />}
      {offer !== null && custodian !== null && (
        <OfferForm
          evidenceId={evidenceId}
          custodian={custodian.displayName}
          inPlace={offer.inPlace}
          to={offer.to}
          offer={acts.offer}
        />
      )}
      {past.length > 0 && (
        <ol className="mt-4">
          {past.map((one) => (
            <li key={one.number} className="border-t border-hairline py-2 text-[13px]">
              {one.number}: {one.from} to {one.to}, {one.state} <Time at={one.endedAt} inline />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
