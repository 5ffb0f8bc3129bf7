import { CheckPill } from '@/components/fixity/check-pill.tsx';
import { ActionForm } from '@/components/ui/action-form.tsx';
import { NewestOf } from '@/components/ui/newest-of.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { Table } from '@/components/ui/table.tsx';
import { Time } from '@/components/ui/time.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import { duration } from '@/lib/custody/duration.ts';
import { checkWords, groundWords, nextCheckWords } from '@/lib/custody/fixity.ts';
import type { ItemVerifications, VerificationRow } from '@/lib/queries/get-item-verifications.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** How often the stored copy was read since its seal, what came of it, when it is next, and the way to have it read again. */
export function FullReads({
  reads,
  start,
}: {
  reads: ItemVerifications;
  start: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <section aria-label="Checks since the seal">
      <h2 className="font-semibold">Checks since the seal</h2>
      <p className="mt-1 max-w-[640px] text-[13px] text-ink-2">
        The worker downloads every byte of the stored copy, zeros too, and holds each block against its own
        digest and the whole against the seal. A sample reads one block in a hundred, drawn by a seed that is
        recorded before. A block that differs freezes the item.
      </p>
      <NextChecks checks={reads.next} />
      {reads.verifications.length === 0 ? (
        <p className="mt-2 text-ink-2">None recorded.</p>
      ) : (
        <Table caption="Checks since the seal" columns={['Begun', 'What', 'Why', 'Ended', 'Result']}>
          {reads.verifications.map((read) => (
            <tr key={read.id}>
              <td>
                <Time at={read.askedAt} />
              </td>
              <td>{read.kind === 'whole' ? 'Full read' : 'Sample of blocks'}</td>
              <td>{whyOf(read)}</td>
              <td>{read.finishedAt === null ? '' : <Time at={read.finishedAt} />}</td>
              <td>
                <Result read={read} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      <NewestOf shown={reads.verifications.length} inAll={reads.inAll} what="checks">
        The item’s timeline has them all.
      </NewestOf>
      {reads.may.verify && (
        <div className="no-print mt-3">
          {reads.cost !== null && <p className="mb-2 text-[13px] text-ink-2">{costWords(reads.cost)}</p>}
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

function NextChecks({ checks }: { checks: ItemVerifications['next'] }) {
  if (checks.length === 0) return null;
  return (
    <ul aria-label="Next checks" className="mt-2 mb-3 grid gap-1 text-[13px]">
      {checks.map((check) => (
        <li key={check.kind} className="flex flex-wrap items-baseline gap-x-2">
          <CheckPill state={check.state} />
          <span>
            {check.state === 'stopped'
              ? `No ${checkWords(check.kind)} until people had the copy read whole again, and as sealed.`
              : `Next: ${nextCheckWords(check)}.`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function whyOf({ askedBy, ground }: VerificationRow): string {
  return ground === null ? `asked by ${askedBy ?? 'somebody'}` : groundWords(ground);
}

function costWords({ sizeBytes, seconds }: NonNullable<ItemVerifications['cost']>): string {
  const time =
    seconds === null
      ? 'how long is not known yet'
      : `about ${duration(seconds)} at the rate of the last full read`;
  return `Reads ${byteWords(sizeBytes)} from the store; ${time}.`;
}

function Result({ read }: { read: VerificationRow }) {
  const { outcome, problem, bytes } = read;
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
      return (
        <StatusPill
          status="pass"
          note={read.kind === 'whole' ? 'Every byte as sealed' : 'Its blocks as sealed'}
        />
      );
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
