import { FactsStrip } from '@/components/ui/facts-strip.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import type { PostureView } from '@/lib/queries/get-posture.ts';

/** How many controls say what, and the one sentence that matters first. */
export function PostureSummary({ posture: { counts, unseen } }: { posture: PostureView }) {
  const { fail, unknown, pass, excepted } = counts;
  return (
    <>
      {fail > 0 && (
        <Notice tone="bad" title={`${controls(fail)} not hold`}>
          Azure does not agree with what is demanded. Each one says below how it is mended.
        </Notice>
      )}
      {fail === 0 && unknown > 0 && (
        <Notice tone="unknown" title={`${unknown} of the controls cannot be known now`}>
          Azure refused, was silent or was not asked. What it last said is shown with its age.
        </Notice>
      )}
      <FactsStrip
        facts={[
          { label: 'Fail', value: counted(fail, 'fail') },
          { label: 'Unknown', value: counted(unknown, 'unknown') },
          { label: 'Excepted', value: counted(excepted, 'excepted') },
          { label: 'Pass', value: counted(pass, 'pass') },
        ]}
      />
      {unseen > 0 && (
        <p className="mt-3 text-[13px] text-ink-2">
          {unseen} more belong to incidents that are not open to you, and are not counted.
        </p>
      )}
    </>
  );
}

function controls(count: number): string {
  return count === 1 ? '1 control does' : `${count} controls do`;
}

function counted(count: number, status: 'pass' | 'fail' | 'unknown' | 'excepted') {
  return count === 0 ? '0' : <StatusPill status={status} note={String(count)} />;
}
