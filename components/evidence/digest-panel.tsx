import { Digest } from '@/components/ui/digest.tsx';
import { byteWords } from '@/lib/custody/byte-words.ts';
import type { ReadDigests } from '@/lib/custody/read-digests.ts';
import type { EvidenceView } from '@/lib/queries/get-evidence-item.ts';

/** The digests one copies: whole file, its payload, block manifest. */
export function DigestPanel({ item }: { item: EvidenceView }) {
  const digests = item.storedDigests ?? item.sourceDigests;
  return (
    <section aria-labelledby="digests">
      <h2 id="digests" className="font-semibold">
        Digests
      </h2>
      {digests === null ? (
        <p className="mt-2 text-ink-2">Not hashed yet.</p>
      ) : (
        <div className="mt-3 grid gap-4 rounded-lg border border-hairline bg-panel p-4">
          <Labelled label={`SHA-256 of the file, ${readsWords(item)}`}>
            <Digest value={digests.sha256} />
          </Labelled>
          <Payload item={item} digests={digests} />
          <Labelled
            label={`Block manifest, ${blocks(digests.blockCount)} of ${digests.blockSize / 1_048_576} MiB, root`}
          >
            <Digest value={digests.manifestRoot} />
          </Labelled>
        </div>
      )}
    </section>
  );
}

function Payload({ item, digests }: { item: EvidenceView; digests: ReadDigests }) {
  const { payloadBytes } = digests;
  if (item.kind !== 'disk' && payloadBytes === undefined) return null;
  return (
    <Labelled
      label={
        payloadBytes === undefined
          ? 'SHA-256 of the disk without the VHD footer'
          : `SHA-256 of what was packed, ${byteWords(payloadBytes)}: it arrived as gzip`
      }
    >
      <Digest value={digests.payloadSha256} />
    </Labelled>
  );
}

function Labelled({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="min-w-0">
      <p className="text-[12px] text-ink-2">{label}</p>
      {children}
    </div>
  );
}

function blocks(count: number): string {
  return `${String(count).replaceAll(/\B(?=(\d{3})+$)/g, ' ')} ${count === 1 ? 'block' : 'blocks'}`;
}

function readsWords({ sourceDigests, storedDigests }: EvidenceView): string {
  if (sourceDigests === null) return 'stored copy only';
  if (storedDigests === null) return 'source only so far';
  return sourceDigests.sha256 === storedDigests.sha256
    ? 'source and stored copy'
    : 'stored copy; the source differs';
}
