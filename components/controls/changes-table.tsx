import { Table } from '@/components/ui/table.tsx';
import type { RecordedChange } from '@/lib/custody/recorded-change.ts';

/** What is proposed, line by line: as it is, and as it would be. */
export function ChangesTable({ changes }: { changes: readonly RecordedChange[] }) {
  return (
    <Table caption="What would change" columns={['What', 'Before', 'After']}>
      {changes.map(({ field, before, after }) => (
        <tr key={`${field} ${before} ${after}`}>
          <th scope="row" className="!text-[13px] !font-normal !text-ink">
            {field}
          </th>
          <td className="wrap-anywhere text-ink-2">
            {before === null ? 'none' : <del className="no-underline">{before}</del>}
          </td>
          <td className="wrap-anywhere font-medium">
            {after === null ? 'none' : <ins className="no-underline">{after}</ins>}
          </td>
        </tr>
      ))}
    </Table>
  );
}
