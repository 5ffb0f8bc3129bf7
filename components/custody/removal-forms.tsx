'use client';

import { type Propose, ProposeForm } from '@/components/controls/propose-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import type { BodyRemoval } from '@/lib/custody/body-removal.ts';

export interface RemovalActs {
  readonly withhold: Propose;
  readonly erase: Propose;
}

/** Proposes that what a record says is withheld or erased. Somebody else decides. */
export function RemovalForms({
  eventId,
  removable,
  acts,
}: {
  eventId: string;
  removable: readonly BodyRemoval[];
  acts: RemovalActs;
}) {
  if (removable.length === 0) return null;
  return (
    <div className="no-print mt-3 flex flex-wrap gap-3">
      {removable.map((how) => (
        <Dialog
          key={how}
          trigger={
            <Button variant={how === 'erase' ? 'danger' : 'plain'}>
              {how === 'erase' ? 'Propose to erase…' : 'Propose to withhold…'}
            </Button>
          }
          title={
            how === 'erase' ? 'Erase what this record says, for good?' : 'Withhold what this record says?'
          }
        >
          <ProposeForm
            name={`${how}-${eventId}`}
            initial={{}}
            propose={acts[how]}
            changeOf={() => ({ eventId })}
          >
            {() => <p>{words(how)}</p>}
          </ProposeForm>
        </Dialog>
      ))}
    </div>
  );
}

function words(how: BodyRemoval): string {
  switch (how) {
    case 'withhold':
      return 'Once another lead or controller agrees, only you and they read it. That it was recorded, and where, stays.';
    case 'erase':
      return 'Once a controller is among those who agree, its key is destroyed and nobody can read it ever again. That it was recorded, and where, stays.';
  }
}
