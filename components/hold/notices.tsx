import { ActionForm } from '@/components/ui/action-form.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { NoticeView } from '@/lib/queries/get-incident-guard.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** Hold notices, who acknowledged them and whom they still wait for. */
export function Notices({
  notices,
  acknowledge,
}: {
  notices: readonly NoticeView[];
  acknowledge: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <section>
      <h2 className="font-semibold">Hold notices</h2>
      {notices.length === 0 && <p className="mt-1 text-ink-2">None was sent.</p>}
      {notices.map((one) => (
        <article key={one.id} className="mt-3 border-b border-hairline pb-4">
          <p className="text-[13px] text-ink-2">
            {one.sender}, <Time at={one.at} inline />
          </p>
          <p className="mt-1 whitespace-pre-wrap break-words">{one.text}</p>
          {one.waitsForViewer && (
            <div className="no-print">
              <Notice tone="attention" title="This notice waits for you." />
              <div className="mt-3">
                <ActionForm
                  action={acknowledge}
                  submit="I have read it and will keep what it names"
                  working="Recording…"
                  done="Recorded."
                  primary
                >
                  <input type="hidden" name="noticeId" value={one.id} />
                </ActionForm>
              </div>
            </div>
          )}
          <Table caption="Acknowledgements" columns={['Who', 'State', 'Acknowledged', 'Reminded']}>
            {one.receipts.map((receipt) => (
              <tr key={receipt.objectId}>
                <td>{receipt.name}</td>
                <td>
                  <StatusPill status={receipt.acknowledgedAt === null ? 'waiting' : 'done'} />
                </td>
                <td>{receipt.acknowledgedAt === null ? '' : <Time at={receipt.acknowledgedAt} />}</td>
                <td>{receipt.remindedAt === null ? '' : <Time at={receipt.remindedAt} />}</td>
              </tr>
            ))}
          </Table>
        </article>
      ))}
    </section>
  );
}
