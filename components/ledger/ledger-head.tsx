import { DefinitionList } from '@/components/custody/definition-list.tsx';
import { CopyButton } from '@/components/ui/copy-button.tsx';
import { Digest } from '@/components/ui/digest.tsx';
import { timeBetween } from '@/components/ui/time-between.ts';
import type { LedgerState } from '@/lib/queries/get-ledger-state.ts';
import { keysOnNote } from './keys-on-note.ts';
import { VerifyYourself } from './verify-yourself.tsx';

/** The newest signed statement about the whole ledger, to be copied and kept by whoever doubts us. */
export function LedgerHead({ state }: { state: LedgerState }) {
  const { checkpoint } = state;
  return (
    <aside aria-labelledby="checkpoint" className="order-first min-w-0 lg:order-none">
      <h2 id="checkpoint" className="font-semibold">
        Newest checkpoint
      </h2>
      {checkpoint === null ? (
        <p className="mt-2 text-ink-2">No checkpoint has been signed yet.</p>
      ) : (
        <div className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-5">
          <div className="rounded-lg border border-hairline bg-panel p-4">
            <p className="text-[12px] text-ink-2">Root of {checkpoint.size} entries</p>
            <Digest value={checkpoint.root} />
          </div>
          <DefinitionList
            rows={[
              ['Signed', `${checkpoint.createdAt.slice(0, 19).replace('T', ' ')}Z`],
              ['Not covered', counted(state.uncovered, 'newer entry', 'newer entries')],
              ['Waiting', counted(String(state.waiting), 'event', 'events')],
            ]}
          />
          <div>
            <div className="flex items-center justify-between">
              <h3 className="text-[13px] text-ink-2">Signed note</h3>
              <CopyButton value={checkpoint.note} label="Copy the signed note" />
            </div>
            <pre className="mt-1 rounded-lg border border-hairline bg-panel p-3 font-mono text-[12px] whitespace-pre-wrap break-all">
              {checkpoint.note}
            </pre>
            <p className="mt-2 text-[13px] text-ink-2">
              Keep this note. A later ledger that does not grow out of it was rewritten.{' '}
              <a className="underline" href="/api/ledger/checkpoint">
                As plain text
              </a>
            </p>
          </div>
          <VerifyYourself keys={keysOnNote(checkpoint.note, state.verifierKeys)} />
        </div>
      )}
    </aside>
  );
}

function counted(count: string, one: string, many: string): string {
  if (count === '0') return 'Nothing';
  return `${count} ${count === '1' ? one : many}`;
}

/** "4 s": how old the newest checkpoint was when the page was made. */
export function checkpointAge(state: LedgerState): string {
  if (state.checkpoint === null) return 'None yet';
  return timeBetween(state.checkpoint.createdAt, state.readAt);
}
