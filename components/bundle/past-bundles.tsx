import { Digest } from '@/components/ui/digest.tsx';
import { EmptyState } from '@/components/ui/empty-state.tsx';
import { PlainText } from '@/components/ui/plain-text.tsx';
import { Time } from '@/components/ui/time.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { PastBundle } from '@/lib/queries/past-bundles.ts';

/** Bundles of the same item or incident, or of one person's searches, newest first, each with its digest and its receipts. */
export function PastBundles({ past, ofId }: { past: readonly PastBundle[]; ofId: string }) {
  if (past.length === 0) return <EmptyState title="None yet">Each one that is begun stands here.</EmptyState>;
  return (
    <ol className="mt-2">
      {past.map((one) => (
        <li key={one.bundleId} className="border-b border-hairline py-3">
          <p className="font-medium">
            <Time at={one.begunAt} inline /> · {one.by} · {endWords(one)}
          </p>
          {one.query !== null && (
            <p className="mt-1 font-mono text-[12px] break-all">
              {one.query === '' ? 'all events' : one.query}
            </p>
          )}
          {one.end?.tagManifestSha256 != null && (
            <>
              <p className="mt-1 text-[13px] text-ink-2">
                {one.end.events} events, {byteWords(one.end.bytes)}; known by the SHA-256 of its
                tagmanifest-sha256.txt.{' '}
                <a className="underline" href={`/api/bundles/${one.bundleId}/record?of=${ofId}`}>
                  The log’s record of it
                </a>
              </p>
              <Digest value={one.end.tagManifestSha256} />
            </>
          )}
          <Receipts receipts={one.receipts} />
        </li>
      ))}
    </ol>
  );
}

function endWords({ end }: PastBundle): string {
  if (end === null) return '? No end recorded: it runs, or its process died';
  return end.result === 'complete'
    ? '✓ Complete'
    : `× Broken off${end.problem === null ? '' : `: ${end.problem}`}`;
}

function Receipts({ receipts }: { receipts: PastBundle['receipts'] }) {
  return (
    <ul className="mt-1">
      {receipts.map(({ at, detail }) => (
        <li key={detail.receipt} className="text-[13px]">
          {detail.verdict === 'holds' ? '✓' : '×'} Receipt of <PlainText text={detail.recipient} />, recorded{' '}
          <Time at={at} inline />:{' '}
          {detail.verdict === 'holds' ? 'every check held' : `${detail.findings} findings`}
          {detail.handover === null ? '' : `; closed ${detail.handover}`}
        </li>
      ))}
    </ul>
  );
}
