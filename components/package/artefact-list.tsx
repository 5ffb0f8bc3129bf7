import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import { type PackageArtefact, type PackageSystem, partWords } from '@/lib/custody/package-artefact.ts';
import type { PackageInventory } from '@/lib/custody/package-inventory.ts';

/** The twelve artefacts: whether each is there, and what the collector said of it. */
export function ArtefactList({
  inventory,
  show,
}: {
  inventory: PackageInventory;
  show: (part: PackageArtefact) => void;
}) {
  const said = inventory.artefacts.some(({ collector }) => collector !== null);
  const columns = ['Artefact', 'State', 'Files', 'Size', ...(said ? ['What the collector said'] : [])];
  return (
    <section aria-label="Artefacts">
      <h2 className="font-semibold">Artefacts</h2>
      <p className="text-[13px] text-ink-2">
        A package of {systemWords(inventory.system)}. Missing: it should be there and is not. Empty: the
        device had nothing to report.
      </p>
      <div className="mt-2">
        <Table caption="The twelve artefacts" columns={columns}>
          {inventory.artefacts.map(({ artefact, state, files, bytes, collector }) => (
            <tr key={artefact}>
              <td className="font-medium whitespace-nowrap">
                {files === 0 ? (
                  partWords(artefact)
                ) : (
                  <button
                    type="button"
                    className="font-medium hover:underline"
                    onClick={() => show(artefact)}
                  >
                    {partWords(artefact)}
                  </button>
                )}
              </td>
              <td>
                <StatusPill status={state} />
              </td>
              <td className="tabular-nums">{files === 0 ? '' : files}</td>
              <td className="whitespace-nowrap">{files === 0 ? '' : byteWords(BigInt(bytes))}</td>
              {said && (
                <td>
                  <div className="w-max max-w-[60ch] break-words">{collector ?? ''}</div>
                </td>
              )}
            </tr>
          ))}
        </Table>
      </div>
    </section>
  );
}

function systemWords(system: PackageSystem): string {
  switch (system) {
    case 'windows':
      return 'Windows';
    case 'macos':
      return 'macOS';
    case 'linux':
      return 'Linux';
  }
}
