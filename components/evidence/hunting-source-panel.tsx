import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { HuntingSource } from '@/lib/custody/evidence-source.ts';
import { timespanWords } from '@/lib/custody/hunting.ts';
import { linesInPlainSight } from '@/lib/custody/plain-sight.ts';

/** The query, and what its answer can and cannot say. */
export function HuntingSourcePanel({ source: { hunting } }: { source: HuntingSource }) {
  return (
    <section>
      <h2 className="font-semibold">Query</h2>
      <pre className="mt-3 overflow-x-auto rounded border border-hairline p-3 font-mono text-[12px]">
        {linesInPlainSight(hunting.query)}
      </pre>
      <DefinitionList
        wide
        rows={[
          ['Asked', <Time key="asked" at={hunting.askedAt} />],
          ['Over', timespanWords(hunting.timespan)],
          ['From the device', hunting.deviceName],
          ['Rows', `${hunting.rowCount}${hunting.truncated ? ', and more that were not given' : ''}`],
          ['Coverage', hunting.coverage],
          [
            'SHA-256 of the answer',
            <span key="sha" className="font-mono text-[12px] break-all">
              {hunting.sha256}
            </span>,
          ],
        ]}
      />
    </section>
  );
}
