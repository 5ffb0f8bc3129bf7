import Link from 'next/link';
import { acquisitionStatus } from '@/components/acquisition/acquisition-status.ts';
import { CancelDialog } from '@/components/acquisition/cancel-dialog.tsx';
import { ProgressSide } from '@/components/acquisition/progress-side.tsx';
import { RetryForm } from '@/components/acquisition/retry-form.tsx';
import { StepList } from '@/components/acquisition/step-list.tsx';
import { ButtonLink } from '@/components/ui/button.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { PageHeader } from '@/components/ui/page-header.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Time } from '@/components/ui/time.tsx';
import { stepTitle } from '@/lib/custody/acquisition-words.ts';
import { type AcquisitionView, getAcquisition } from '@/lib/queries/get-acquisition.ts';
import { shown } from '@/lib/web/shown.ts';
import { requireViewer } from '@/lib/web/viewer.ts';
import { cancelAcquisitionAction, retryStepAction } from './actions.ts';

interface Props {
  readonly params: Promise<{ readonly acquisitionId: string }>;
}

export const metadata = { title: 'Acquisition' };

export default async function AcquisitionPage({ params }: Props) {
  const [viewer, { acquisitionId }] = await Promise.all([requireViewer(), params]);
  const acquisition = await shown(getAcquisition(viewer, acquisitionId));
  const atWork = acquisition.steps.find((step) => step.state !== 'done' && step.state !== 'skipped');
  return (
    <>
      <PageHeader
        breadcrumb={[
          { label: 'Incidents', href: '/incidents' },
          { label: acquisition.incident.number, href: `/incidents/${acquisition.incident.id}` },
          { label: acquisition.machineName },
          { label: acquisition.exhibitNumber },
        ]}
        title={title(acquisition)}
        status={
          <>
            <StatusPill
              status={acquisitionStatus(
                acquisition.state,
                atWork?.step ?? null,
                acquisition.bytesAwaitedUntil !== null,
              )}
            />
            {acquisition.rehearsal && <StatusPill status="rehearsal" />}
          </>
        }
        subtitle={
          <>
            {acquisition.exhibitNumber} · requested by {acquisition.requesterName} at{' '}
            <Time at={acquisition.createdAt} inline /> · {acquisition.incident.number}
          </>
        }
        actions={<Actions acquisition={acquisition} />}
      />
      <Outcome acquisition={acquisition} />
      <div className="mt-6 grid gap-x-11 gap-y-8 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div>
          <StepList acquisition={acquisition} />
          {acquisition.retry !== null && (
            <RetryForm
              acquisitionId={acquisition.id}
              stepTitle={stepTitle(acquisition.retry.step, false, acquisition.kind)}
              action={retryStepAction}
            />
          )}
        </div>
        <ProgressSide acquisition={acquisition} />
      </div>
    </>
  );
}

function Actions({ acquisition }: { acquisition: AcquisitionView }) {
  if (acquisition.state === 'done')
    return (
      <ButtonLink href={`/evidence/${acquisition.evidenceId}`} variant="primary">
        Open the evidence
      </ButtonLink>
    );
  if (acquisition.cancel === null) return null;
  return (
    <CancelDialog
      acquisitionId={acquisition.id}
      consequence={acquisition.cancel.consequence}
      action={cancelAcquisitionAction}
    />
  );
}

function Outcome({ acquisition }: { acquisition: AcquisitionView }) {
  switch (acquisition.state) {
    case 'running':
      return acquisition.bytesAwaitedUntil === null ? null : (
        <Notice tone="attention" title="The file itself has not come yet.">
          It is sent from the page where it was registered, until{' '}
          <Time at={acquisition.bytesAwaitedUntil} inline />. After that this ends by itself, and nothing is
          stored.
        </Notice>
      );
    case 'done':
      return (
        <Notice
          tone="good"
          title={
            acquisition.rehearsal
              ? 'Rehearsal done: the copy is sealed for a day and the source is released. It is no evidence.'
              : acquisition.kind === 'disk'
                ? 'Done: the evidence is sealed and the source is released.'
                : 'Done: the evidence is sealed.'
          }
        >
          <Link className="underline" href={`/evidence/${acquisition.evidenceId}`}>
            {acquisition.exhibitNumber}
          </Link>
        </Notice>
      );
    case 'cancelling':
      return <Notice tone="attention" title="Being cancelled." />;
    case 'cancelled':
      return (
        <Notice tone="attention" title="Cancelled. It stays in the record.">
          {acquisition.message}
        </Notice>
      );
    case 'refused':
      return (
        <Notice tone="bad" title="Refused before anything was touched.">
          {acquisition.message}
        </Notice>
      );
    case 'failed':
      return (
        <Notice tone="bad" title="Stopped: a person must look at it.">
          {acquisition.message}
        </Notice>
      );
  }
}

function title({ state, diskRole, diskName, machineName }: AcquisitionView): string {
  const disk =
    diskRole === null ? `the ${diskName}` : diskRole === 'os' ? 'the OS disk' : `the data disk ${diskName}`;
  return `${state === 'running' ? 'Acquiring' : 'Acquisition of'} ${disk} of ${machineName}`;
}
