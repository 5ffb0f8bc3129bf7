import { timeBetween } from '@/components/ui/time-between.ts';
import { stepTitle } from '@/lib/custody/acquisition-words.ts';
import { byteRate, byteWords } from '@/lib/custody/byte-words.ts';
import type { EvidenceKind } from '@/lib/custody/evidence-source.ts';
import { estimateProgress, type ProgressEstimate } from '@/lib/custody/progress-estimate.ts';
import type { AcquisitionView, StepView } from '@/lib/queries/get-acquisition.ts';
import { atWorkWords } from './at-work-words.ts';
import { LateHeartbeat } from './heartbeat-age.tsx';
import { RateLine } from './rate-line.tsx';
import { StepMark } from './step-mark.tsx';

/** Every step of an acquisition: what was recorded, what is at work now, what waits. */
export function StepList({ acquisition }: { acquisition: AcquisitionView }) {
  return (
    <ol aria-label="Steps">
      {acquisition.steps.map((step) => (
        <StepRow key={step.step} step={step} kind={acquisition.kind} now={acquisition.readAt} />
      ))}
    </ol>
  );
}

function StepRow({ step, kind, now }: { step: StepView; kind: EvidenceKind; now: string }) {
  const waiting = step.state === 'waiting' || step.state === 'skipped';
  const estimate = step.state === 'running' ? estimateOf(step) : null;
  return (
    <li className="flex gap-4 border-b border-hairline py-3">
      <StepMark state={step.state} />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap justify-between gap-x-4">
          <h2 className={waiting ? 'text-ink-2' : 'font-medium'}>
            {stepTitle(step.step, step.state === 'done', kind)}
          </h2>
          <span className="text-[13px] text-ink-2 tabular-nums">
            {estimate?.left == null ? timing(step, now) : `${estimate.left} left`}
          </span>
        </div>
        <StepSentence step={step} estimate={estimate} now={now} />
        {estimate !== null && estimate.fraction !== null && (
          <progress
            className="step-progress mt-2"
            max={100}
            value={Math.floor(estimate.fraction * 100)}
            aria-label={`${stepTitle(step.step, false, kind)}, ${Math.floor(estimate.fraction * 100)} %`}
          />
        )}
      </div>
    </li>
  );
}

function StepSentence({
  step,
  estimate,
  now,
}: {
  step: StepView;
  estimate: ProgressEstimate | null;
  now: string;
}) {
  switch (step.state) {
    case 'waiting':
    case 'skipped':
      return null;
    case 'done':
      return <DoneSentence step={step} />;
    case 'running':
      return (
        <>
          <div className="flex flex-wrap items-end gap-x-4 gap-y-1">
            <p className="min-w-0 text-[13px] text-ink-2">{progressWords(step, estimate)}</p>
            <RateLine samples={step.samples} />
          </div>
          {step.message !== null && (
            <p className="max-w-[72ch] text-[13px] text-attention break-words">
              <span aria-hidden>↻ </span>
              {step.message}
            </p>
          )}
          <LateHeartbeat last={step.heartbeatAt ?? step.startedAt} readAt={now} />
        </>
      );
    case 'retrying':
      return (
        <p className="text-[13px] text-attention break-words">
          Attempt {step.attempt} failed and another follows. {step.message}
        </p>
      );
    case 'failed':
      return (
        <p className="text-[13px] text-bad break-words">
          Failed after {step.attempt} {step.attempt === 1 ? 'attempt' : 'attempts'}. {step.message}
        </p>
      );
  }
}

function DoneSentence({ step: { fact, message, attempt } }: { step: StepView }) {
  const checks = fact?.checks ?? [];
  return (
    <>
      <p className="text-[13px] break-words text-ink-2">
        {checks.length > 0 ? `${checks.length} checks passed` : (fact?.sentence ?? message)}
        {attempt > 1 && ` · attempt ${attempt}`}
        {fact !== null && (
          <span className="ml-2 font-mono text-[12px]">
            {fact.ledgerIndex === null ? 'waiting for the ledger' : `#${fact.ledgerIndex}`}
          </span>
        )}
      </p>
      {checks.length > 0 && (
        <details className="text-[13px] text-ink-2">
          <summary className="cursor-pointer underline">What was checked</summary>
          <ul className="mt-1 grid list-disc gap-1 pl-4">
            {checks.map((check) => (
              <li key={check} className="break-words">
                {check}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function progressWords(step: StepView, estimate: ProgressEstimate | null): string {
  const parts: string[] = [];
  if (step.bytesDone !== null) {
    const total = step.bytesTotal === null ? '' : ` of ${byteWords(step.bytesTotal)}`;
    const share = estimate?.fraction == null ? '' : ` (${Math.floor(estimate.fraction * 100)} %)`;
    parts.push(`${byteWords(step.bytesDone)}${total}${share}`);
  }
  parts.push(...rateWords(estimate));
  if (step.throttles > 0)
    parts.push(`throttled ${step.throttles === 1 ? 'once' : `${step.throttles} times`}`);
  if (step.attempt > 1) parts.push(`attempt ${step.attempt}`);
  return parts.length === 0 ? atWorkWords(step.step) : parts.join(' · ');
}

function rateWords(estimate: ProgressEstimate | null): readonly string[] {
  if (estimate === null || estimate.average === null) return [];
  const { average, lastMinute } = estimate;
  if (lastMinute === null) return [byteRate(average)];
  const now =
    lastMinute === 0 ? 'nothing moved in the last minute' : `${byteRate(lastMinute)} in the last minute`;
  return [now, `${byteRate(average)} on average`];
}

function estimateOf(step: StepView): ProgressEstimate | null {
  const { startedAt, heartbeatAt, bytesDone, bytesTotal, samples } = step;
  if (startedAt === null || heartbeatAt === null || bytesDone === null) return null;
  return estimateProgress({ startedAt, heartbeatAt, bytesDone, bytesTotal, samples });
}

function timing(step: StepView, now: string): string {
  if (step.startedAt === null || step.state === 'waiting') return '';
  const start = `since ${step.startedAt.slice(11, 19)}Z`;
  if (step.finishedAt === null)
    return step.state === 'running' ? `${timeBetween(step.startedAt, now)}, ${start}` : start;
  return timeBetween(step.startedAt, step.finishedAt);
}
