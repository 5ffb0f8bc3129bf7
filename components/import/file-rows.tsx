import Link from 'next/link';
import { Button } from '@/components/ui/button.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { StatusPill } from '@/components/ui/status-pill.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { Refusal } from '@/lib/web/action-result.ts';
import type { FileState, ImportFile } from './send-import.ts';

/** The chosen files: what each is, and how far it came. */
export function FileRows({
  files,
  working,
  choose,
  remove,
}: {
  files: readonly ImportFile[];
  working: boolean;
  choose: (key: string, role: ImportFile['role']) => void;
  remove: (key: string) => void;
}) {
  return (
    <ul aria-label="Chosen files" className="border-t border-hairline">
      {files.map((one) => (
        <li key={one.key} className="grid gap-2 border-b border-hairline py-3">
          <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
            <p className="min-w-0 [overflow-wrap:anywhere]">
              <PlainText text={one.file.name} />{' '}
              <span className="text-[13px] text-ink-2 tabular-nums">{byteWords(String(one.file.size))}</span>
            </p>
            <Standing state={one.state} />
          </div>
          {one.state.kind === 'sending' && <Progress sent={one.state.sent} file={one.file} />}
          {one.state.kind === 'refused' && (
            <p role="alert" className="text-[13px] text-bad">
              {refusalWords(one.state.refusal)}
              {one.state.item !== null &&
                ` ${one.state.item.exhibitNumber} is registered and waits for its bytes: send it again within the hour.`}
            </p>
          )}
          {!('item' in one.state && one.state.item !== null) && (
            <div className="flex flex-wrap items-center gap-2">
              <select
                aria-label={`What ${one.file.name} is`}
                className="input w-auto"
                value={one.role}
                disabled={working}
                onChange={({ target }) =>
                  choose(one.key, target.value === 'transcript' ? 'transcript' : 'file')
                }
              >
                <option value="file">A file that the session fetched</option>
                <option value="transcript">The transcript of the session</option>
              </select>
              <Button
                disabled={working}
                onClick={() => remove(one.key)}
                aria-label={`Leave out ${one.file.name}`}
              >
                Leave out
              </Button>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function Standing({ state }: { state: FileState }) {
  switch (state.kind) {
    case 'chosen':
      return <StatusPill status="queued" note="Not sent yet" />;
    case 'registering':
      return <StatusPill status="at-work" note="Registering" />;
    case 'sending':
      return <StatusPill status="copying" note={`Sending as ${state.item.exhibitNumber}`} />;
    case 'arrived':
      return (
        <span className="flex flex-wrap items-baseline gap-2">
          <StatusPill status="done" note="Arrived" />
          <Link className="underline" href={`/evidence/${state.item.id}`}>
            {state.item.exhibitNumber}
          </Link>
        </span>
      );
    case 'refused':
      return <StatusPill status="refused" />;
  }
}

/** What is wrong with the file itself stands alone; what is said of all files stands at its own field besides. */
function refusalWords({ message, fields }: Refusal): string {
  return fields?.fileName ?? fields?.sizeBytes ?? message;
}

/** When everything left, the answer is still to come: the locker takes its last bytes. */
function Progress({ sent, file }: { sent: number; file: File }) {
  const share = Math.min(100, Math.floor((sent / Math.max(1, file.size)) * 100));
  return (
    <div>
      <progress className="step-progress" max={100} value={share} aria-label={`${file.name}, ${share} %`} />
      <p className="mt-1 text-[13px] text-ink-2 tabular-nums">
        {share === 100
          ? 'All of it left this browser; the evidence locker takes it.'
          : `${byteWords(String(sent))} of ${byteWords(String(file.size))}, ${share} %`}
      </p>
    </div>
  );
}
