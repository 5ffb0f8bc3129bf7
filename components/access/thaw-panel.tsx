'use client';

import Link from 'next/link';
import { type Propose, ProposeForm } from '@/components/controls/propose-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import type { ItemVerifications } from '@/lib/queries/get-item-verifications.ts';

/** What it takes to hand a frozen item out again, and who can begin it; nothing while it is not frozen. */
export function ThawPanel({ reads, propose }: { reads: ItemVerifications; propose: Propose }) {
  const { evidenceId, exhibitNumber, thaw } = reads;
  if (thaw === null) return null;
  const { why, proposal, mayPropose } = thaw;
  return (
    <section aria-label="Thaw" className="mb-7">
      <h2 className="font-semibold">Thaw</h2>
      <p className="mt-1 max-w-[640px] text-ink-2">
        Two people, one of them a controller, can have it handed out again once its stored copy was read whole
        and found as sealed.
      </p>
      {why !== null && (
        <p className="mt-2">
          {why}{' '}
          <Link className="underline" href={`/evidence/${evidenceId}?tab=integrity`}>
            Full reads
          </Link>
        </p>
      )}
      {proposal !== null && (
        <p className="mt-2">
          {proposal.id === null ? (
            proposal.number
          ) : (
            <Link className="underline" href={`/controls/${proposal.id}`}>
              {proposal.number}
            </Link>
          )}{' '}
          proposes it and waits for others.
        </p>
      )}
      {why === null && proposal === null && mayPropose && (
        <div className="no-print mt-3">
          <Dialog trigger={<Button>Propose to thaw it…</Button>} title={`Thaw ${exhibitNumber}`}>
            <p className="mb-4 text-ink-2">
              Every byte of its copy was read since it was frozen, and is as sealed. Somebody else must agree,
              and one of you must be a controller. Links that were ended stay ended.
            </p>
            <ProposeForm
              name={`thaw-${evidenceId}`}
              initial={{}}
              propose={propose}
              changeOf={() => ({ evidenceId })}
              returnTo={`/evidence/${evidenceId}?tab=access`}
            >
              {() => null}
            </ProposeForm>
          </Dialog>
        </div>
      )}
    </section>
  );
}
