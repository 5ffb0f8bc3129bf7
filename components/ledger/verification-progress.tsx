import { LateHeartbeat } from '@/components/acquisition/heartbeat-age.tsx';
import { StepMark } from '@/components/acquisition/step-mark.tsx';
import { estimateProgress, type ProgressEstimate } from '@/lib/custody/progress-estimate.ts';
import { type VerificationStep, verificationSteps } from '@/lib/custody/verification.ts';
import type { VerificationProgressView, VerificationView } from '@/lib/queries/get-verification.ts';

const steps = Object.keys(verificationSteps) as VerificationStep[];

/** The steps of a verification while it waits or runs: what is read, how fast, and how long it may take. */
export function VerificationProgress({ of }: { of: VerificationView }) {
  const { progress, state } = of;
  const estimate = estimateOf(of);
  const at = progress === null ? 0 : steps.indexOf(progress.step);
  return (
    <div>
      <ol aria-label="Steps">
        {steps.map((step, index) => (
          <li key={step} className="flex gap-4 border-b border-hairline py-3">
            <StepMark state={markOf(index, at, state)} />
            <div className="min-w-0 flex-1">
              <div className="flex flex-wrap justify-between gap-x-4">
                <h2 className={index > at ? 'text-ink-2' : 'font-medium'}>{verificationSteps[step]}</h2>
                {index === at && estimate?.left != null && (
                  <span className="text-[13px] text-ink-2 tabular-nums">{estimate.left} left in all</span>
                )}
              </div>
              {index === at && state === 'running' && (
                <Reading progress={progress} estimate={estimate} title={verificationSteps[step]} />
              )}
            </div>
          </li>
        ))}
      </ol>
      <LateHeartbeat last={of.heartbeatAt ?? of.startedAt} readAt={of.readAt} />
    </div>
  );
}

function Reading({
  progress,
  estimate,
  title,
}: {
  progress: VerificationProgressView | null;
  estimate: ProgressEstimate | null;
  title: string;
}) {
  if (progress === null)
    return <p className="text-[13px] text-ink-2">Asking the anchors and the witnesses</p>;
  const { entriesDone, entriesTotal } = progress;
  const counted = entriesTotal !== '0';
  const percent = counted
    ? Math.min(100, Math.floor((Number(entriesDone) / Number(entriesTotal)) * 100))
    : null;
  return (
    <>
      <p className="text-[13px] text-ink-2 tabular-nums">
        {[counted ? `${entriesDone} of ${entriesTotal} entries` : null, ...rateWords(estimate)]
          .filter((part) => part !== null)
          .join(' · ')}
      </p>
      {percent !== null && (
        <progress
          className="step-progress mt-2"
          max={100}
          value={percent}
          aria-label={`${title}, ${percent} %`}
        />
      )}
    </>
  );
}

function rateWords(estimate: ProgressEstimate | null): readonly string[] {
  if (estimate === null || estimate.average === null) return [];
  const average = `${Math.round(estimate.average)} entries a second on average`;
  if (estimate.lastMinute === null) return [average];
  return [`${Math.round(estimate.lastMinute)} entries a second in the last minute`, average];
}

/** Anchors and database are read side by side, entry by entry; nothing is known of what comes behind. */
function estimateOf({ startedAt, heartbeatAt, progress, state }: VerificationView): ProgressEstimate | null {
  if (state !== 'running' || progress === null || startedAt === null || heartbeatAt === null) return null;
  const { step, samples } = progress;
  if (step !== 'database') return null;
  const { entriesDone, entriesTotal } = progress;
  return estimateProgress({
    startedAt,
    heartbeatAt,
    bytesDone: entriesDone,
    bytesTotal: entriesTotal,
    samples,
  });
}

function markOf(index: number, at: number, state: VerificationView['state']) {
  if (state === 'waiting' || index > at) return 'waiting';
  return index < at ? 'done' : 'running';
}
