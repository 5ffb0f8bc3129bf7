import { ItemUses } from '@/components/access/item-uses.tsx';
import { getItemUses } from '@/lib/queries/get-item-uses.ts';
import type { Viewer } from '@/lib/queries/viewer.ts';
import { grantOffers, workstationsNow } from '@/lib/web/grant-offers.ts';
import { makeLinkAction, removeWorkingCopyAction, requestWorkingCopyAction } from '../../requests/actions.ts';

/** Azure is asked for its workstations only where the viewer could attach a disk to one. */
export async function Uses({ evidenceId, viewer }: { evidenceId: string; viewer: Viewer }) {
  const [uses, offers] = await Promise.all([getItemUses(viewer, evidenceId), grantOffers()]);
  return (
    <ItemUses
      evidenceId={evidenceId}
      uses={uses}
      offers={offers}
      stations={uses.may.disk ? await workstationsNow() : []}
      acts={{
        makeLink: makeLinkAction,
        askForDisk: requestWorkingCopyAction,
        removeCopy: removeWorkingCopyAction,
      }}
    />
  );
}
