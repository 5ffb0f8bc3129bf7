import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { ItemReaders } from '@/lib/queries/get-item-readers.ts';

/** Who could have read an item at a moment that the reader chooses, by rights in Azure and by grants. */
export function ReadersAt({ page, readers }: { page: string; readers: ItemReaders }) {
  const { at, unknown, restsOn } = readers;
  return (
    <section aria-labelledby="readers" className="mt-9 grid grid-cols-[minmax(0,1fr)] gap-4">
      <div>
        <h2 id="readers" className="font-semibold">
          Who could have read it
        </h2>
        <p className="mt-1 max-w-[640px] text-[13px] text-ink-2">
          By the rights in Azure as they were looked at every few minutes, and by the grants of this portal
          with the links that they made. The network, which lets in the SOC alone, is not weighed, nor who
          could use a workstation that a working copy is attached to.
        </p>
      </div>
      <form action={page} className="no-print flex flex-wrap items-end gap-3">
        <input type="hidden" name="tab" value="access" />
        <Field label="At (UTC)" htmlFor="readers-at">
          <input
            id="readers-at"
            name="at"
            type="datetime-local"
            required
            className="input"
            defaultValue={at.slice(0, 16)}
            key={at}
          />
        </Field>
        <Button type="submit">Show</Button>
      </form>
      {unknown.length > 0 && (
        <Notice tone="unknown" title="Not all of it is known">
          {unknown.join(' ')}
        </Notice>
      )}
      <Readers readers={readers} />
      {restsOn.before !== null && (
        <p className="text-[13px] text-ink-2">
          Rests on what Azure said at <Time at={restsOn.before} inline />
          {restsOn.after !== null && restsOn.after !== restsOn.before && (
            <>
              {' '}
              and at <Time at={restsOn.after} inline />
            </>
          )}
          . <em>Certain</em> is what both showed.
        </p>
      )}
    </section>
  );
}

function Readers({ readers: { readers, unknown } }: { readers: ItemReaders }) {
  if (readers.length === 0)
    return <p className="text-ink-2">{unknown.length === 0 ? 'Nobody.' : 'Nobody that is known of.'}</p>;
  return (
    <Table caption="Who could have read it" columns={['Who', 'How', 'How sure']}>
      {readers.flatMap(({ id, name, kind, ways }) =>
        ways.map((way, index) => (
          <tr key={`${id} ${way.words} ${ways.indexOf(way)}`}>
            <td>
              {index === 0 && (
                <>
                  <span className="font-medium">{name}</span>
                  <span className="block text-[12px] text-ink-2">{kind}</span>
                </>
              )}
            </td>
            <td className="min-w-[240px] text-[13px] [overflow-wrap:anywhere]">{way.words}</td>
            <td className="whitespace-nowrap">{way.certain ? 'Certain' : 'Possible'}</td>
          </tr>
        )),
      )}
    </Table>
  );
}
