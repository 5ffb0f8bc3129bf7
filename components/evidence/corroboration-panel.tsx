import { Notice } from '@/components/ui/notice.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { inPlainSight } from '@/lib/custody/plain-sight.ts';
import type { ItemCorroboration } from '@/lib/queries/get-item-corroboration.ts';

/** Microsoft's own record beside ours. */
export function CorroborationPanel({ corroboration }: { corroboration: ItemCorroboration }) {
  const { verdict, log, entries, askedAt } = corroboration;
  return (
    <section aria-labelledby="corroboration">
      <h2 id="corroboration" className="font-semibold">
        What Microsoft recorded
      </h2>
      <Verdict verdict={verdict} log={log} />
      {askedAt !== null && (
        <p className="mt-2 text-[13px] text-ink-2">
          As read <Time at={askedAt} inline />.
        </p>
      )}
      {entries.length > 0 && (
        <Table
          caption="Entries of Microsoft’s record"
          columns={['Operation', 'By', 'From', 'At', 'State', 'Id']}
        >
          {entries.map((entry) => (
            <tr key={`${entry.correlationId} ${entry.operation} ${entry.at} ${entry.status}`}>
              <td>{inPlainSight(entry.operation)}</td>
              <td>{inPlainSight(entry.caller)}</td>
              <td>{entry.clientIp ?? 'Unknown'}</td>
              <td>
                <Time at={entry.at} />
              </td>
              <td>{entry.status}</td>
              <td className="font-mono text-[12px] break-all">{entry.correlationId}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

function Verdict({ verdict, log }: Pick<ItemCorroboration, 'verdict' | 'log'>) {
  const record = log === 'defender-audit' ? 'Microsoft’s audit of Defender' : 'Azure’s activity log';
  switch (verdict) {
    case 'agrees':
      return <Notice tone="good" title={`${record} agrees with what is recorded here.`} />;
    case 'differs':
      return (
        <Notice
          tone="attention"
          title={`${record} has entries of this, and none that says what is recorded here.`}
        />
      );
    case 'none-found':
      return (
        <Notice
          tone="unknown"
          title={`None found in ${record}: it can be late, or it is not licensed here.`}
        />
      );
    case 'nobody-to-ask':
      return (
        <Notice
          tone="unknown"
          title="No record of Microsoft’s speaks of these bytes: there is no second witness."
        />
      );
    case 'withheld':
      return <Notice tone="unknown" title="What Microsoft recorded is withheld from you, or erased." />;
    case 'not-asked':
      return <Notice tone="unknown" title="Microsoft’s record was not asked yet." />;
  }
}
