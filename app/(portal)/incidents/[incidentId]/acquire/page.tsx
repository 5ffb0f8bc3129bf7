import { randomUUID } from 'node:crypto';
import { AcquireForm } from '@/components/acquisition/acquire-form.tsx';
import { NoDisk } from '@/components/acquisition/no-disk.tsx';
import { FactsStrip } from '@/components/ui/facts-strip.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { Time } from '@/components/ui/time.tsx';
import {
  type AcquireOptions,
  type DiskOption,
  getAcquireOptions,
} from '@/lib/queries/get-acquire-options.ts';
import { policyOfIncident } from '@/lib/web/policy.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { requestAcquisitionAction } from './actions.ts';

interface Props {
  readonly params: Promise<{ readonly incidentId: string }>;
  readonly searchParams: Promise<{ readonly machine?: string; readonly disk?: string }>;
}

export const metadata = { title: 'Acquire' };

export default async function AcquirePage({ params, searchParams }: Props) {
  const [viewer, { incidentId }, { machine: machineId = '', disk }] = await Promise.all([
    requireViewer(),
    params,
    searchParams,
  ]);
  const policy = await policyOfIncident(incidentId);
  const options = await shown(getAcquireOptions(viewer, { incidentId, machineId, locker: policy }));
  const { incident, machine } = options;
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Incidents', href: '/incidents' },
          { label: incident.number, href: `/incidents/${incident.id}` },
          { label: machine.name },
        ]}
        title={`Acquire disks of ${machine.name}`}
        subtitle={`${incident.number} · ${incident.title}`}
      />
      <MachineFacts options={options} />
      {!incident.open && (
        <Notice tone="attention" title="This incident is closed. Reopen it before you acquire a disk." />
      )}
      <div className="mt-6">
        {machine.facts === null ? (
          <Notice tone="unknown" title="Unknown: Azure has not described this machine yet.">
            {machine.readError ?? 'Holdfast asks again every half minute.'}
          </Notice>
        ) : !options.machine.disks.some(everPossible) ? (
          <NoDisk options={options} />
        ) : (
          <AcquireForm
            options={options}
            chosen={initialChoice(options, disk)}
            retentionDays={policy.retentionDays}
            requestKey={randomUUID()}
            action={requestAcquisitionAction}
          />
        )}
      </div>
    </>
  );
}

function MachineFacts({ options }: { options: AcquireOptions }) {
  const { facts } = options.machine;
  if (facts === null) return null;
  return (
    <FactsStrip
      facts={[
        { label: 'Power state', value: facts.powerState ?? 'Unknown' },
        { label: 'Operating system', value: facts.osName ?? facts.osType ?? 'Not supplied' },
        { label: 'Region', value: facts.region },
        { label: 'Resource group', value: facts.resourceGroup },
        { label: 'Read from Azure', value: <Time at={facts.readAt} /> },
      ]}
    />
  );
}

// Not whether it is free now: a disk that is being taken, perhaps by this very form, must not take the form away.
function everPossible({ disk, assessment }: DiskOption): boolean {
  return assessment.feasible && disk.resourceId !== null;
}

// Every disk that can be taken is chosen at first; a link may ask for one.
function initialChoice({ machine }: AcquireOptions, wanted: string | undefined): readonly string[] {
  const possible = machine.disks.flatMap(({ disk, assessment, running }) =>
    assessment.feasible && running === null && disk.resourceId !== null ? [disk.resourceId] : [],
  );
  return wanted === undefined ? possible : possible.filter((id) => id.toLowerCase() === wanted.toLowerCase());
}
