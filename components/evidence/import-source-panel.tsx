import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { ImportSource } from '@/lib/custody/evidence-source.ts';

/** What the person who imported the file said of it. */
export function ImportSourcePanel({ source: { imported } }: { source: ImportSource }) {
  return (
    <section>
      <h2 className="font-semibold">Imported by hand</h2>
      <Notice
        tone="attention"
        title="Everything here is as the person who imported it says. Custody begins with the import."
      />
      <DefinitionList
        wide
        rows={[
          ['File', imported.fileName],
          [
            'What it is',
            imported.role === 'transcript' ? 'Transcript of the session' : 'File of the session',
          ],
          ['Device', imported.deviceName],
          ['Session run', <Time key="ran" at={imported.ranAt} />],
          ['By', imported.ranBy],
          ['Why by hand', imported.whyByHand],
        ]}
      />
    </section>
  );
}
