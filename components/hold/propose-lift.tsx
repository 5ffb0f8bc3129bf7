'use client';

import { type Propose, ProposeForm } from '@/components/controls/propose-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';

/** Proposes to lift one hold. Another person confirms, one of the two is a controller, and a controller then clears it. */
export function ProposeLift({
  incidentId,
  tag,
  propose,
}: {
  incidentId: string;
  tag: string;
  propose: Propose;
}) {
  return (
    <Dialog trigger={<Button>Propose to lift…</Button>} title={`Lift the hold ${tag}`}>
      <p className="mb-4 text-ink-2">
        Another person must confirm, and one of you must be a controller. Holdfast itself cannot clear a hold:
        a controller does so in Azure, and until Azure says that it is gone the hold stands.
      </p>
      <ProposeForm
        name={`lift-${tag}`}
        initial={{}}
        propose={propose}
        changeOf={() => ({ incidentId, tag })}
        returnTo={`/incidents/${incidentId}?tab=holds`}
      >
        {() => null}
      </ProposeForm>
    </Dialog>
  );
}
