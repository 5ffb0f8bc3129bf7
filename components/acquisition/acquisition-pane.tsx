import Link from 'next/link';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { SidePane } from '@/components/ui/side-pane.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import type { AcquisitionView } from '@/lib/queries/get-acquisition.ts';
import { acquisitionStatus } from './acquisition-status.ts';
import { StepList } from './step-list.tsx';

/** An acquisition beside the list: how far it is, what stopped it, who asked for it and why. */
export function AcquisitionPane({
  acquisition,
  closeHref,
}: {
  acquisition: AcquisitionView;
  closeHref: string;
}) {
  const failed = acquisition.steps.some((step) => step.state === 'failed'); // its step says why
  const atWork = acquisition.steps.find((step) => step.state !== 'done' && step.state !== 'skipped');
  return (
    <SidePane
      title={acquisition.exhibitNumber}
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
      subtitle={`${acquisition.diskName} of ${acquisition.machineName}`}
      open={{ href: `/acquisitions/${acquisition.id}`, words: 'Open the acquisition' }}
      closeHref={closeHref}
    >
      {acquisition.message !== null && !failed && (
        <p className="text-[13px] break-words">{acquisition.message}</p>
      )}
      <DefinitionList
        rows={[
          ['Incident', <IncidentLink key="incident" acquisition={acquisition} />],
          ['Asked by', acquisition.requesterName],
          ['Reason', acquisition.reason],
        ]}
      />
      <StepList acquisition={acquisition} />
    </SidePane>
  );
}

function IncidentLink({ acquisition: { incident } }: { acquisition: AcquisitionView }) {
  return (
    <Link className="underline" href={`/incidents/${incident.id}`}>
      {incident.number}, <PlainText text={incident.title} />
    </Link>
  );
}
