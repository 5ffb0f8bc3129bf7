'use client';

import { type Propose, ProposeForm } from '@/components/controls/propose-form.tsx';

/** Asks somebody else to review a draft. */
export function ProposeReview({
  scriptId,
  versionId,
  propose,
}: {
  scriptId: string;
  versionId: string;
  propose: Propose;
}) {
  return (
    <ProposeForm
      name={`review:${versionId}`}
      initial={{}}
      propose={propose}
      changeOf={() => ({ versionId })}
      returnTo={`/scripts/${scriptId}`}
    >
      {() => (
        <p className="text-[13px] text-ink-2">
          A lead or controller who neither proposes nor uploaded it confirms. From then on it may run, and the
          version before may not. Two people have seen it then, so either of them may run it.
        </p>
      )}
    </ProposeForm>
  );
}
