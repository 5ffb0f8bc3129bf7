import Link from 'next/link';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { isFinal } from '@/lib/custody/acquisition.ts';
import { stepTitle } from '@/lib/custody/acquisition-words.ts';
import { authorityWords } from '@/lib/custody/authority-words.ts';
import type { AcquisitionView } from '@/lib/queries/get-acquisition.ts';
import { HeartbeatAge } from './heartbeat-age.tsx';

/** Beside the steps: what leaving does, what is touched, who asked and why, and which worker is at it. */
export function ProgressSide({ acquisition }: { acquisition: AcquisitionView }) {
  return (
    <aside className="grid min-w-0 content-start gap-7">
      {!isFinal(acquisition.state) && (
        <section>
          <h2 className="font-semibold">If you leave this page</h2>
          <p className="mt-2 text-ink-2">
            {acquisition.state === 'failed'
              ? 'Nothing is lost: it waits for a person, here and on the'
              : 'The work goes on. It stays in the tray above and ends on the'}{' '}
            <Link className="underline" href={`/evidence/${acquisition.evidenceId}`}>
              evidence page
            </Link>
            .
          </p>
        </section>
      )}
      <section>
        <h2 className="font-semibold">What this touches</h2>
        <DefinitionList rows={touched(acquisition)} />
      </section>
      <section>
        <h2 className="font-semibold">Asked for</h2>
        <DefinitionList
          rows={[
            ['Reason', acquisition.reason],
            ['Authority', authorityWords(acquisition.authority)],
            ['Reading', acquisition.readMode === 'full' ? 'Full read, every byte' : 'By page list'],
            ['Confirmed', acquisition.plan],
          ]}
        />
      </section>
      <section>
        <h2 className="font-semibold">Worker</h2>
        <div className="mt-2 grid gap-2 break-words text-ink-2">
          <WorkerLines acquisition={acquisition} />
        </div>
      </section>
      {acquisition.siblings.length > 0 && (
        <section>
          <h2 className="font-semibold">Asked for together</h2>
          <ul className="mt-2">
            {acquisition.siblings.map((sibling) => (
              <li key={sibling.id}>
                <Link className="underline" href={`/acquisitions/${sibling.id}`}>
                  {sibling.exhibitNumber}
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
    </aside>
  );
}

function touched(acquisition: AcquisitionView): readonly (readonly [string, string])[] {
  // A refusal comes before the first touch, so there is nothing to undo or to keep.
  if (acquisition.state === 'refused')
    return [
      ['Source VM', 'not touched'],
      ['Source disk', 'not touched, no snapshot was taken'],
      ['Locker', 'not touched, nothing was stored'],
    ];
  const until = acquisition.retentionUntil?.slice(0, 10);
  const blob = acquisition.blob === null ? 'one new blob' : acquisition.blob;
  return [
    ...sourceLines(acquisition.kind),
    [
      'Locker',
      until === undefined
        ? `${blob}, under the container's retention`
        : `${blob}, cannot be removed before ${until}`,
    ],
  ];
}

function sourceLines(kind: AcquisitionView['kind']): readonly (readonly [string, string])[] {
  if (kind.startsWith('imported-')) return [['Where it came from', 'only read, nothing is changed there']];
  if (kind !== 'disk') return [['Device', 'nothing more: it has done what it was asked']];
  return [
    ['Source VM', 'not touched'],
    ['Source disk', 'one snapshot, removed at the end'],
  ];
}

function WorkerLines({ acquisition }: { acquisition: AcquisitionView }) {
  const { steps, cancelling, state, readAt, kind } = acquisition;
  const running = steps.filter((step) => step.state === 'running');
  if (running.length > 0)
    return running.map((step) => (
      <p key={step.step}>
        {stepTitle(step.step, false, kind)}: {step.worker ?? 'unknown'}, heartbeat{' '}
        <HeartbeatAge last={step.heartbeatAt ?? step.startedAt} readAt={readAt} />, attempt {step.attempt}
      </p>
    ));
  if (cancelling !== null && cancelling.worker !== null)
    return (
      <>
        <p>
          Cancellation: {cancelling.worker}, heartbeat{' '}
          <HeartbeatAge last={cancelling.heartbeatAt} readAt={readAt} />
        </p>
        {cancelling.problem !== null && <p>It is tried again. Last problem: {cancelling.problem}</p>}
      </>
    );
  if (isFinal(state)) return <p>No work is left.</p>;
  return <p>{state === 'failed' ? 'Waiting for a person.' : 'Waiting for a free worker.'}</p>;
}
