import { BreakGlassForm } from '@/components/break-glass/break-glass-form.tsx';
import { BreakGlassUses } from '@/components/break-glass/break-glass-uses.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { mayDo } from '@/lib/custody/permission.ts';
import { listBreakGlass } from '@/lib/queries/list-break-glass.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { endBreakGlassAction, openBreakGlassAction, reviewBreakGlassAction } from './actions.ts';

export const metadata = { title: 'Break-glass' };

export default async function BreakGlassPage() {
  const viewer = await requireViewer();
  const uses = await shown(listBreakGlass(viewer));
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Controls', href: '/controls' }, { label: 'Break-glass' }]}
        title="Break-glass"
        subtitle="Reading one restricted incident in an emergency, for at most an hour, and judged by others afterwards."
      />
      <Notice tone="attention" title="It opens what is recorded of one incident, for reading.">
        Evidence bytes stay closed: they take a grant that others approve. Nothing in the incident can be
        changed by it. Leads, controllers and auditors are told at once, every page is recorded, and the next
        use waits for the review of this one.
      </Notice>
      {mayDo(viewer.actor.roles, 'break-glass.open') && (
        <section aria-label="Break the glass" className="mt-6">
          <BreakGlassForm open={openBreakGlassAction} />
        </section>
      )}
      <section aria-labelledby="uses" className="mt-10">
        <h2 id="uses" className="mb-2 text-[17px] font-semibold">
          Uses
        </h2>
        {uses.length === 0 ? (
          <EmptyState title="Nobody has used it">Every use stays here, with its review.</EmptyState>
        ) : (
          <BreakGlassUses uses={uses} end={endBreakGlassAction} review={reviewBreakGlassAction} />
        )}
      </section>
    </>
  );
}
