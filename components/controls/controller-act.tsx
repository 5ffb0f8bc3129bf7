import { Button } from '@/components/ui/button.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import type { ControllerActView } from '@/lib/queries/controller-act-view.ts';

/** What a controller does with their own account in Azure: how, and the button for who may. */
export function ControllerAct({ act, proposalId }: { act: ControllerActView; proposalId: string }) {
  if (!act.waits) return null;
  return (
    <section aria-label="The act in Azure" className="mb-8">
      <Notice tone="attention" title="Confirmed, and not done in Azure yet.">
        No identity of Holdfast may do this. A controller who agreed to it does, with their own account:
        activate the controller role in Privileged Identity Management first, which the other controller
        approves. Holdfast then asks the tenant for a token for this one act, uses it once and keeps it
        nowhere.
      </Notice>
      {act.lastProblem !== null && <Notice tone="bad" title={act.lastProblem} />}
      {act.may && (
        <form action="/controls/act/start" method="post" className="mt-4">
          <input type="hidden" name="proposalId" value={proposalId} />
          <Button type="submit" variant="primary">
            Do it with my own account
          </Button>
        </form>
      )}
    </section>
  );
}
