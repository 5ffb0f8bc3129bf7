import type { ReactNode } from 'react';
import { DefinitionList } from '@/components/custody/definition-list.tsx';

/** What will happen in one sentence, what it touches, and the button that does it. */
export function ReviewPane({
  plan,
  machineName,
  diskCount,
  retentionDays,
  children,
}: {
  plan: string | null;
  machineName: string;
  diskCount: number;
  retentionDays: number;
  children: ReactNode;
}) {
  const copies = diskCount === 1 ? 'one new blob' : `${diskCount} new blobs`;
  const snapshots = diskCount === 1 ? 'one snapshot' : 'one snapshot each';
  return (
    <section aria-labelledby="review" className="grid content-start gap-5">
      <h2 id="review" className="font-semibold">
        Review
      </h2>
      <p aria-live="polite">{plan ?? 'Choose at least one disk.'}</p>
      {plan !== null && (
        <DefinitionList
          rows={[
            ['Source VM', `${machineName}: not touched`],
            [diskCount === 1 ? 'Source disk' : 'Source disks', `${snapshots}, removed at the end`],
            [
              'Locker',
              `${copies}, cannot be removed for ${retentionDays} ${retentionDays === 1 ? 'day' : 'days'}`,
            ],
          ]}
        />
      )}
      <div className="grid justify-items-start gap-4">{children}</div>
    </section>
  );
}
