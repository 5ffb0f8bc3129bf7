import { Notice } from '@/components/ui/notice.tsx';
import { Table } from '@/components/ui/table.tsx';
import type { CopyView } from '@/lib/queries/get-item-uses.ts';

/** Every call to Azure that a working copy led to, as recorded, and that none of them names its source. */
export function Footprint({ copy: { calls, namesSource } }: { copy: CopyView }) {
  if (calls.length === 0) return null;
  return (
    <details className="mt-3 text-[13px]">
      <summary className="cursor-pointer">
        {calls.length} kinds of calls to Azure, {namesSource ? 'some' : 'none'} of them to the machine or the
        disk that the item came from
      </summary>
      {namesSource && <Notice tone="bad" title="A recorded call names the source. Tell a controller." />}
      <Table caption="Calls to Azure" columns={['Call', 'Sent to', 'First request id']}>
        {calls.map((call) => (
          <tr key={`${call.operation} ${call.target}`}>
            <td className="whitespace-nowrap">{call.operation}</td>
            <td className="min-w-[280px] font-mono text-[12px] break-all">{call.target ?? 'Not recorded'}</td>
            <td className="font-mono text-[12px]">{call.requestId ?? 'None given'}</td>
          </tr>
        ))}
      </Table>
    </details>
  );
}
