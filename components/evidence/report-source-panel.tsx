import Link from 'next/link';
import { DefinitionList } from '@/components/custody/definition-list.tsx';
import type { ReportSource } from '@/lib/custody/evidence-source.ts';

/** What a custody report tells of, and which version of it this is. */
export function ReportSourcePanel({ source: { report } }: { source: ReportSource }) {
  const { subject, version, supersedes, timeZone } = report;
  const href = subject.kind === 'incident' ? `/incidents/${subject.id}` : `/evidence/${subject.id}`;
  return (
    <section>
      <h2 className="font-semibold">Custody report</h2>
      <DefinitionList
        wide
        rows={[
          [
            'On',
            <Link key="on" href={href} className="text-accent hover:underline">
              {subject.number}
            </Link>,
          ],
          ['Version', String(version)],
          ['Takes the place of', supersedes ?? 'None: it is the first'],
          ['Time zone beside UTC', timeZone],
          ['Made from', 'Holdfast’s own signed ledger; no machine and no device was touched'],
        ]}
      />
    </section>
  );
}
