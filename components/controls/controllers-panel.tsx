import { Notice } from '@/components/ui/notice.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { readOnlyWords } from '@/lib/custody/controllers.ts';
import type { ControlsView, ShownController } from '@/lib/queries/get-controls.ts';

const mostRights = 4;

/** Who the two are: as declared, as the tenant has it, and what Azure lets them do. */
export function ControllersPanel({ controls }: { controls: ControlsView }) {
  const readOnly = readOnlyWords(controls.state);
  return (
    <section aria-labelledby="controllers">
      {readOnly !== null && (
        <Notice tone={controls.state.kind === 'unknown' ? 'unknown' : 'bad'} title={readOnly}>
          Until then no change of a control, no lift of a hold and no disposal is proposed or confirmed
          {controls.state.kind === 'others-than-declared' && ', but that declaration'}. Evidence, its holds
          and its record go on as they are.
        </Notice>
      )}
      <h2 id="controllers" className="mt-6 mb-2 text-[17px] font-semibold">
        The two controllers
      </h2>
      <Table caption="The two controllers" columns={['Who', 'In the tenant', 'Declared', 'In Azure']}>
        {controls.controllers.map((one) => (
          <tr key={one.objectId}>
            <td>
              <span className="block font-medium">{one.name}</span>
              <span className="block text-[12px] text-ink-2">{one.account ?? one.objectId}</span>
            </td>
            <td>
              <InTenant one={one} />
            </td>
            <td>{one.declared ? <Time at={one.declaredSince} /> : 'not declared'}</td>
            <td className="max-w-[380px] break-words text-[13px]">
              {one.rights.length === 0 ? (
                <StatusPill status="unknown" note="no guarded right known" />
              ) : (
                <Rights rights={one.rights} />
              )}
            </td>
          </tr>
        ))}
      </Table>
      {controls.controllers.length === 0 && (
        <p className="mt-2 text-[13px] text-ink-2">Nobody is known to be one.</p>
      )}
      <p className="mt-3 max-w-[80ch] text-[13px] text-ink-2">
        The role itself is given and taken in Microsoft Entra, as every other role here; so are connections,
        by the settings of the installation. What is declared here is what the tenant is held against.
      </p>
    </section>
  );
}

function Rights({ rights }: { rights: readonly string[] }) {
  const more = rights.length - mostRights;
  return (
    <>
      {rights.slice(0, mostRights).map((words) => (
        <span key={words} className="block">
          {words}
        </span>
      ))}
      {more > 0 && <span className="block text-ink-2">and {more} more, on the posture page</span>}
    </>
  );
}

function InTenant({ one }: { one: ShownController }) {
  if (one.inTenant === null) return <StatusPill status="unknown" />;
  return one.inTenant ? (
    <StatusPill status="pass" note="Controller" />
  ) : (
    <StatusPill status="fail" note="Not a controller" />
  );
}
