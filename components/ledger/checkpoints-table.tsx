import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { CheckpointRow, Voucher } from '@/lib/queries/list-checkpoints.ts';
import { anchorVerb } from './anchor-words.ts';

const groups = [
  ['store', 'Anchor store'],
  ['witness', 'Witnesses'],
  ['timestamp', 'Time stamps'],
] as const;

/** Signed checkpoints, newest first, and what each anchor says of them. */
export function CheckpointsTable({ rows }: { rows: readonly CheckpointRow[] }) {
  return (
    <Table caption="Checkpoints" columns={['Entries', 'Signed', ...groups.map(([, title]) => title), 'Root']}>
      {rows.map((row) => (
        <tr key={row.size}>
          <td className="font-mono text-[13px] whitespace-nowrap">{row.size}</td>
          <td>
            <Time at={row.signedAt} />
            <Signatures of={row} />
          </td>
          {groups.map(([kind]) => (
            <td key={kind} className="min-w-[190px]">
              <Vouchers of={row} vouchers={row.vouchers.filter((one) => one.kind === kind)} />
            </td>
          ))}
          <td className="font-mono text-[13px] text-ink-2">{row.root.slice(0, 12)}…</td>
        </tr>
      ))}
    </Table>
  );
}

/** Said only where it is not as it should be: the column is about when. */
function Signatures({ of: { signatures } }: { of: CheckpointRow }) {
  switch (signatures) {
    case 'every-key':
      return null;
    case 'one-key':
      return (
        <p className="text-[13px] text-attention">! With one of the log’s two keys: vouches for nothing</p>
      );
    case 'wrong':
      return <p className="text-[13px] text-bad">× Its signatures are not right</p>;
    case 'unknown':
      return <p className="text-[13px] text-unknown">? Its signatures cannot be checked here</p>;
  }
}

function Vouchers({ of, vouchers }: { of: CheckpointRow; vouchers: readonly Voucher[] }) {
  const [first, ...others] = vouchers;
  if (first === undefined) return <span className="text-ink-2">Not yet</span>;
  if (first.size !== of.size && others.every(({ size }) => size === first.size))
    return <span className="text-[13px] text-ink-2">within checkpoint {first.size}</span>;
  return (
    <ul className="grid gap-0.5">
      {vouchers.map((voucher) => (
        <li key={voucher.name} className="text-[13px]">
          {vouchers.length > 1 && <span className="text-ink-2">{voucher.name}: </span>}
          {voucher.size === of.size ? (
            <>
              {anchorVerb(voucher.kind)} <Time at={voucher.statedAt ?? voucher.keptAt} inline />
            </>
          ) : (
            <span className="text-ink-2">within checkpoint {voucher.size}</span>
          )}
        </li>
      ))}
    </ul>
  );
}
