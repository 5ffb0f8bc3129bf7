import { ActionForm } from '@/components/ui/action-form.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { ItemVerifications, VerificationRow } from '@/lib/queries/get-item-verifications.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** How often the stored copy was read whole since its seal, what came of it, and the way to have it read again. */
export function FullReads({
  reads,
  start,
}: {
  reads: ItemVerifications;
  start: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <section aria-label="Full reads since the seal">
      <h2 className="font-semibold">Full reads since the seal</h2>
      <p className="mt-1 max-w-[640px] text-[13px] text-ink-2">
        The worker downloads every byte of the stored copy, zeros too, and holds each block against its own
        digest and the whole against the seal. A block that differs freezes the item.
      </p>
      {reads.verifications.length === 0 ? (
        <p className="mt-2 text-ink-2">None recorded.</p>
      ) : (
        <Table caption="Full reads since the seal" columns={['Asked', 'By', 'Ended', 'Result']}>
          {reads.verifications.map((read) => (
            <tr key={read.id}>
              <td>
                <Time at={read.askedAt} />
              </td>
              <td>{read.askedBy}</td>
              <td>{read.finishedAt === null ? '' : <Time at={read.finishedAt} />}</td>
              <td>
                <Result read={read} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      {reads.may.verify && (
        <div className="no-print mt-3">
          <ActionForm
            action={start}
            submit="Read every byte again"
            working="Asking…"
            done="Asked. The worker reads it; the result appears here."
          >
            <input type="hidden" name="evidenceId" value={reads.evidenceId} />
          </ActionForm>
        </div>
      )}
    </section>
  );
}

function Result({ read: { outcome, problem, bytes } }: { read: VerificationRow }) {
  switch (outcome) {
    case null:
      return (
        <>
          <StatusPill status={bytes === null ? 'queued' : 'hashing'} />
          <span className="block text-[13px] break-words">
            {bytes === null ? '' : `${byteWords(bytes.done)} of ${byteWords(bytes.total)}`}
            {problem === null ? '' : ` ${problem} It is tried again.`}
          </span>
        </>
      );
    case 'as-sealed':
      return <StatusPill status="pass" note="Every byte as sealed" />;
    case 'differs':
      return <Failed status="mismatch" note="Not as sealed" problem={problem} />;
    case 'not-read':
      return <Failed status="unknown" note="Could not be read" problem={problem} />;
  }
}

function Failed({
  status,
  note,
  problem,
}: {
  status: 'mismatch' | 'unknown';
  note: string;
  problem: string | null;
}) {
  return (
    <>
      <StatusPill status={status} note={note} />
      <span className="block text-[13px] break-words">{problem}</span>
    </>
  );
}
