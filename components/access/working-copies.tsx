import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Digest } from '@/components/ui/digest.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Time } from '@/components/ui/time.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import { workingCopyEndWords } from '@/lib/custody/grant-use-words.ts';
import type { CopyView } from '@/lib/queries/get-item-uses.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';
import { Footprint } from './footprint.tsx';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** Disks that were made of the item: each a derivative with a number of its own, which may change. */
export function WorkingCopies({ copies, remove }: { copies: readonly CopyView[]; remove: Act }) {
  return (
    <section aria-label="Working copies">
      <h2 className="font-semibold">Working copies</h2>
      <p className="mt-1 text-[13px] text-ink-2">
        Disks made of the sealed copy and attached to a workstation, writable there: Azure does not protect
        them, and their digests may change. The sealed copy itself is not touched.
      </p>
      {copies.map((copy) => (
        <article key={copy.id} className="mt-4 border-t border-hairline pt-3" aria-label={copy.number}>
          <h3 className="flex flex-wrap items-center gap-2 font-medium">
            {copy.number} {statusOf(copy)}
          </h3>
          {copy.problem !== null && copy.state !== 'removed' && (
            <Notice tone={copy.endWhy === null ? 'attention' : 'bad'} title={copy.problem}>
              {copy.endWhy === null ? 'It is tried again.' : 'Taking it away is tried until it is done.'}
            </Notice>
          )}
          <DefinitionList wide rows={factsOf(copy)} />
          <Footprint copy={copy} />
          {copy.mayRemove && (
            <div className="no-print mt-3">
              <Dialog
                trigger={<Button variant="danger">Detach and delete…</Button>}
                title={`Detach and delete ${copy.number}?`}
              >
                <ActionForm
                  action={remove}
                  submit="Detach and delete"
                  working="Asking…"
                  done="Asked."
                  primary
                >
                  <input type="hidden" name="workingCopyId" value={copy.id} />
                  <p>
                    What was written to it is lost. Unmount it at the workstation first. While the grant
                    lives, another one can be made.
                  </p>
                  <ReasonField id={`remove-${copy.id}`} />
                </ActionForm>
              </Dialog>
            </div>
          )}
        </article>
      ))}
    </section>
  );
}

function statusOf(copy: CopyView) {
  if (copy.state === 'removed') return <StatusPill status="ended" note="Removed" />;
  if (copy.endWhy !== null) return <StatusPill status="cancelling" note="Being taken away" />;
  switch (copy.state) {
    case 'requested':
      return <StatusPill status="copying" note={progressOf(copy)} />;
    case 'imported':
      return <StatusPill status="sealing" note="Being attached" />;
    case 'attached':
    case 'detached':
      return <StatusPill status="open" note="Attached, writable" />;
  }
}

function progressOf({ bytes }: CopyView): string {
  return bytes === null ? 'Being made' : `Being made: ${byteWords(bytes.done)} of ${byteWords(bytes.total)}`;
}

function factsOf(copy: CopyView) {
  const { made, endWhy } = copy;
  return [
    ['Made for', copy.name],
    ['At', `LUN ${copy.lun} of ${copy.machine}`],
    ['Asked', <Time key="asked" at={copy.askedAt} />],
    ...(made === null
      ? []
      : ([
          ['Filled', <Time key="made" at={made.at} />],
          ['How', made.path === 'import' ? 'Imported by Azure' : `Uploaded: ${made.pathReason ?? ''}`],
          [
            'SHA-256 of its payload when it was made, as sealed',
            <Digest key="digest" value={made.payloadSha256} />,
          ],
        ] as const)),
    ...(endWhy === null ? [] : ([['Ends because', workingCopyEndWords(endWhy)]] as const)),
  ] as const;
}
