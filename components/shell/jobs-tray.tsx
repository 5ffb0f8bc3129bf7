import Link from 'next/link';
import { PlainText } from '@/components/ui/plain-text.tsx';
import type { RunningJobs } from '@/lib/queries/list-running-jobs.ts';
import { Tray } from './tray.tsx';

/** What is under way, whichever page is open. */
export function JobsTray({ running: { jobs, inAll } }: { running: RunningJobs }) {
  return (
    <Tray
      label={
        jobs.length === 0 ? 'Nothing running' : <b className="font-medium text-accent">{inAll} running</b>
      }
    >
      {jobs.length === 0 ? (
        <p className="text-ink-2">Nothing is under way.</p>
      ) : (
        <ul className="grid gap-3">
          {jobs.map((job) => (
            <li key={job.exhibitNumber}>
              <Link href={job.href} className="font-medium hover:underline">
                {job.exhibitNumber} · <PlainText text={job.machineName} />
              </Link>
              <p className="text-[12px] text-ink-2">{job.words}</p>
              {job.percent !== null && (
                <progress
                  className="step-progress mt-1"
                  max={100}
                  value={job.percent}
                  aria-label={`${job.percent} %`}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {inAll > jobs.length && (
        <p className="mt-3 text-ink-2">
          The newest {jobs.length} of {inAll} that are under way.
        </p>
      )}
    </Tray>
  );
}
