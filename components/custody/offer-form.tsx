import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Field } from '@/components/ui/field.tsx';
import { handoverHours } from '@/lib/custody/handover.ts';
import type { NamedPerson } from '@/lib/custody/named-person.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { LineField } from './line-field.tsx';

/** Offers custody to somebody else, who must accept it before anything changes. */
export function OfferForm({
  evidenceId,
  custodian,
  inPlace,
  to,
  offer,
}: {
  evidenceId: string;
  custodian: string;
  inPlace: boolean;
  to: readonly NamedPerson[];
  offer: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  const words = inPlace ? `Hand over in place of ${custodian}…` : 'Hand over…';
  return (
    <div className="no-print mt-3">
      <Dialog trigger={<Button>{words}</Button>} title="Offer custody of this item">
        <ActionForm action={offer} submit="Offer custody" working="Offering…" done="Offered." primary>
          <input type="hidden" name="evidenceId" value={evidenceId} />
          <p>
            {inPlace
              ? `This counts only once the tenant says that ${custodian} cannot act any more. `
              : 'You keep custody until it is accepted. '}
            An offer that nobody accepts in time is told to leads, auditors and controllers.
          </p>
          <Field
            label="To"
            hint="People who have signed in here and may take custody in this incident."
            htmlFor="offer-to"
            name="toObjectId"
          >
            <select id="offer-to" name="toObjectId" required defaultValue="" className="input">
              <option value="" disabled>
                {to.length === 0 ? 'Nobody who can take it has signed in yet' : 'Choose a person'}
              </option>
              {to.map(({ objectId, displayName }) => (
                <option key={objectId} value={objectId}>
                  {displayName}
                </option>
              ))}
            </select>
          </Field>
          <Field label="Purpose" hint="Why custody passes on." htmlFor="offer-purpose" name="purpose">
            <textarea
              id="offer-purpose"
              name="purpose"
              required
              minLength={10}
              maxLength={2000}
              rows={2}
              className="input"
            />
          </Field>
          <LineField
            id="offer-condition"
            name="condition"
            label="Condition"
            hint="For example: sealed, both reads equal, hold in place."
          />
          <LineField id="offer-location" name="location" label="Place" hint="Where it is handed over." />
          <Field
            label="Waits for, in hours"
            hint={`1 to ${handoverHours.longest}.`}
            htmlFor="offer-hours"
            name="hours"
          >
            <input
              id="offer-hours"
              name="hours"
              type="number"
              min={1}
              max={handoverHours.longest}
              defaultValue={handoverHours.usual}
              required
              className="input max-w-[120px]"
            />
          </Field>
        </ActionForm>
      </Dialog>
    </div>
  );
}
