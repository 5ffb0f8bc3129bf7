import { NewestOf } from '@/components/ui/newest-of.tsx';
import type { Workstation } from '@/lib/custody/working-copy.ts';
import type { ItemUses as Uses } from '@/lib/queries/get-item-uses.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { AskForDisk } from './ask-for-disk.tsx';
import { LinksTable } from './links-table.tsx';
import { MakeLink } from './make-link.tsx';
import { WorkingCopies } from './working-copies.tsx';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** How the viewer's own grants can be used past the portal, and what was made of any. */
export function ItemUses({
  evidenceId,
  uses,
  offers,
  stations,
  acts,
}: {
  evidenceId: string;
  uses: Uses;
  offers: { readonly link: boolean; readonly disk: boolean };
  stations: readonly Workstation[] | { readonly problem: string };
  acts: { readonly makeLink: Act; readonly askForDisk: Act; readonly removeCopy: Act };
}) {
  return (
    <div className="mt-8 grid grid-cols-[minmax(0,1fr)] gap-8">
      {uses.may.link && offers.link && (
        <section aria-label="Make a link" className="no-print">
          <h2 className="mb-2 font-semibold">Make a link</h2>
          <MakeLink evidenceId={evidenceId} make={acts.makeLink} />
        </section>
      )}
      {uses.may.disk && offers.disk && (
        <section aria-label="Work on it as a disk" className="no-print">
          <h2 className="mb-2 font-semibold">Work on it as a disk</h2>
          <AskForDisk evidenceId={evidenceId} stations={stations} ask={acts.askForDisk} />
        </section>
      )}
      {uses.links.length > 0 && (
        <section aria-label="Links">
          <h2 className="font-semibold">Links</h2>
          <LinksTable links={uses.links} />
          <NewestOf shown={uses.links.length} inAll={uses.linksInAll} what="links">
            The item’s timeline has them all.
          </NewestOf>
        </section>
      )}
      {uses.copies.length > 0 && <WorkingCopies copies={uses.copies} remove={acts.removeCopy} />}
      <NewestOf shown={uses.copies.length} inAll={uses.copiesInAll} what="working copies">
        The item’s timeline has them all.
      </NewestOf>
    </div>
  );
}
