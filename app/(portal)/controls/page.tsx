import { ControllersPanel } from '@/components/controls/controllers-panel.tsx';
import { DeviceIdentities } from '@/components/controls/device-identities.tsx';
import { DeviceRightsPanel } from '@/components/controls/device-rights-panel.tsx';
import { PoliciesPanel } from '@/components/controls/policies-panel.tsx';
import { ProposalsTable } from '@/components/controls/proposals-table.tsx';
import { ProposeControllers } from '@/components/controls/propose-controllers.tsx';
import { ProposeDeviceRights } from '@/components/controls/propose-device-rights.tsx';
import { ProposePolicy } from '@/components/controls/propose-policy.tsx';
import { ProposeRetention } from '@/components/controls/propose-retention.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { getControls } from '@/lib/queries/get-controls.ts';
import { getDeviceRights } from '@/lib/queries/get-device-rights.ts';
import { actProblemWords } from '@/lib/web/act-problem-words.ts';
import { controllersInTenant } from '@/lib/web/controllers-in-tenant.ts';
import { deviceIdentitiesNow } from '@/lib/web/device-identities.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import {
  proposeAccessPolicyAction,
  proposeControllerReplacementAction,
  proposeDeviceRightsAction,
  proposeRetentionDefaultsAction,
} from './actions.ts';

export const metadata = { title: 'Controls' };

interface Props {
  readonly searchParams: Promise<{ readonly act?: string }>;
}

export default async function ControlsPage({ searchParams }: Props) {
  const [viewer, { act }] = await Promise.all([requireViewer(), searchParams]);
  const problem = actProblemWords(act);
  const controls = await shown(getControls(viewer, await controllersInTenant()));
  const [devices, identities] = await Promise.all([shown(getDeviceRights(viewer)), deviceIdentitiesNow()]);
  const { waiting, toDo, over, readAt } = controls;
  const open = controls.mayPropose && controls.state.kind === 'two';
  return (
    <>
      <PageHeader
        breadcrumb={[{ label: 'Controls' }]}
        title="Controls"
        subtitle="What guards the evidence, and who may change it: each change is proposed by one and confirmed by others."
      />
      {problem !== null && <Notice tone="bad" title={problem} />}
      <ControllersPanel controls={controls} />
      <section aria-labelledby="waiting" className="mt-10">
        <h2 id="waiting" className="mb-2 text-[17px] font-semibold">
          Waiting proposals
        </h2>
        {waiting.length === 0 ? (
          <EmptyState title="Nothing waits">Whatever is proposed stands here until others decide.</EmptyState>
        ) : (
          <ProposalsTable caption="Waiting proposals" rows={waiting} readAt={readAt} />
        )}
      </section>
      {toDo.length > 0 && (
        <section aria-labelledby="to-do" className="mt-10">
          <h2 id="to-do" className="mb-2 text-[17px] font-semibold">
            Confirmed, and not done in Azure yet
          </h2>
          <p className="mb-2 text-ink-2">
            No identity of Holdfast may do these: a controller who agreed does, with their own account.
          </p>
          <ProposalsTable
            caption="Proposals that wait for a controller's own act"
            rows={toDo}
            readAt={readAt}
          />
        </section>
      )}
      <PoliciesPanel
        controls={controls}
        forms={{
          policy: open ? (
            <ProposePolicy policy={controls.accessPolicy} propose={proposeAccessPolicyAction} />
          ) : null,
          retention: open ? (
            <ProposeRetention days={controls.retention.days} propose={proposeRetentionDefaultsAction} />
          ) : null,
          controllers:
            open || (controls.mayPropose && controls.state.kind === 'others-than-declared') ? (
              <ProposeControllers
                candidates={controls.candidates}
                now={controls.controllers.map(({ objectId }) => objectId)}
                propose={proposeControllerReplacementAction}
              />
            ) : null,
        }}
      />
      <DeviceRightsPanel
        view={devices}
        form={
          open ? (
            <ProposeDeviceRights
              rights={devices.rights}
              known={devices.groups}
              propose={proposeDeviceRightsAction}
            />
          ) : null
        }
      />
      <DeviceIdentities identities={identities} />
      {over.length > 0 && (
        <section aria-labelledby="over" className="mt-10">
          <h2 id="over" className="mb-2 text-[17px] font-semibold">
            History
          </h2>
          <ProposalsTable caption="Proposals that ended" rows={over} readAt={readAt} />
        </section>
      )}
    </>
  );
}
