'use client';

import { type Propose, ProposeForm } from '@/components/controls/propose-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';

/** Proposes to delete an item's copy: two approve, a third witnesses. */
export function ProposeDisposal({
  evidenceId,
  exhibitNumber,
  propose,
}: {
  evidenceId: string;
  exhibitNumber: string;
  propose: Propose;
}) {
  return (
    <Dialog trigger={<Button>Propose disposal…</Button>} title={`Dispose of ${exhibitNumber}`}>
      <p className="mb-4 text-ink-2">
        Two others must approve, one of all a controller, and somebody without any part in it must witness.
        Then the copy and its block manifest are deleted for good; the item, its digests and its custody stay.
      </p>
      <ProposeForm
        name={`dispose-${evidenceId}`}
        initial={{}}
        propose={propose}
        changeOf={() => ({ evidenceId })}
        returnTo={`/evidence/${evidenceId}?tab=holds`}
      >
        {() => null}
      </ProposeForm>
    </Dialog>
  );
}
