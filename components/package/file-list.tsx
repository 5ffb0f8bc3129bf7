import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import {
  type PackagePart,
  packageArtefacts,
  packageExtras,
  partWords,
} from '@/lib/custody/package-artefact.ts';
import { formWords, type PackageFile, type PackageInventory } from '@/lib/custody/package-inventory.ts';

const parts: readonly PackagePart[] = [...packageArtefacts, ...packageExtras];
const mostShown = 500;

/** Every file of the package, whatever it is, by the part to which it belongs. */
export function FileList({
  inventory,
  part,
  choose,
  current,
  pending,
  open,
}: {
  inventory: PackageInventory;
  part: PackagePart | 'all';
  choose: (part: PackagePart | 'all') => void;
  current: string | null;
  pending: boolean;
  open: (path: string) => void;
}) {
  const there = parts.filter((one) => inventory.files.some((file) => file.part === one));
  const files = inventory.files.filter((file) => part === 'all' || file.part === part);
  return (
    <section id="files" aria-label="Files" className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h2 className="font-semibold">Files</h2>
          <p className="text-[13px] text-ink-2">
            Text and tables open by their name; the others are listed only.
          </p>
        </div>
        <label className="flex items-center gap-2 text-[13px]">
          Show
          <select
            className="input"
            value={part}
            onChange={({ target }) => choose(parts.find((one) => one === target.value) ?? 'all')}
          >
            <option value="all">All {inventory.files.length} files</option>
            {there.map((one) => (
              <option key={one} value={one}>
                {partWords(one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {files.length === 0 ? (
        <EmptyState title="The package holds no file." />
      ) : (
        <Table
          caption="Files of the package"
          columns={['File', 'Part', 'Form', 'Size', 'Changed, device’s clock', 'SHA-256']}
        >
          {files.slice(0, mostShown).map((file) => (
            <FileRow
              key={file.path}
              file={file}
              current={file.path === current}
              pending={pending}
              open={open}
            />
          ))}
        </Table>
      )}
      {files.length > mostShown && (
        <p className="text-[13px] text-ink-2">
          The first {mostShown} of {files.length} are shown. Choose a part to see fewer.
        </p>
      )}
    </section>
  );
}

function FileRow({
  file,
  current,
  pending,
  open,
}: {
  file: PackageFile;
  current: boolean;
  pending: boolean;
  open: (path: string) => void;
}) {
  const readable = file.state !== 'unreadable' && (file.form === 'table' || file.form === 'text');
  return (
    <tr aria-current={current ? 'true' : undefined}>
      <td className="min-w-[220px] [overflow-wrap:anywhere]">
        <div className="w-max max-w-[min(52ch,70vw)] [overflow-wrap:anywhere]">
          {readable ? (
            <button
              type="button"
              disabled={pending}
              aria-label={`Open ${file.path}`}
              className="text-left font-medium [overflow-wrap:anywhere] hover:underline"
              onClick={() => open(file.path)}
            >
              <PlainText text={file.path} />
            </button>
          ) : (
            file.path
          )}
          {file.note !== null && <p className="text-[12px] text-ink-2">{file.note}</p>}
        </div>
      </td>
      <td className="whitespace-nowrap">{partWords(file.part)}</td>
      <td className="whitespace-nowrap">
        {file.state === 'present' ? formWords(file.form) : <StatusPill status={file.state} />}
      </td>
      <td className="whitespace-nowrap">{byteWords(BigInt(file.bytes))}</td>
      <td className="whitespace-nowrap tabular-nums">{file.modified}</td>
      <td className="font-mono text-[12px] whitespace-nowrap" title={file.sha256 ?? undefined}>
        {file.sha256 === null ? 'Unknown' : `${file.sha256.slice(0, 16)}…`}
      </td>
    </tr>
  );
}
