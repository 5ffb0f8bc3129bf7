'use client';

import { Button } from '@/components/ui/button.tsx';
import { fromBase64 } from './in-browser/bytes.ts';
import type { EventProof } from './in-browser/verify-event.ts';

/** The exact bytes behind the steps, under the names that they have in a bundle. */
export function ProofFiles({ proof }: { proof: EventProof }) {
  const files = [
    ['entry.json', proof.entry],
    ['body.json', proof.body],
    ['salt.bin', proof.salt],
  ] as const;
  return (
    <div className="mt-3 text-[13px] text-ink-2">
      <div className="flex flex-wrap items-center gap-2">
        <span>The bytes themselves:</span>
        {files.map(([name, base64]) => (
          <Button key={name} onClick={() => saveFile(name, base64)}>
            {name}
          </Button>
        ))}
      </div>
      <p className="mt-2">
        In a folder <Name>{`events/${proof.index}`}</Name>, with the proof as <Name>event.tlog-proof</Name>,
        they are a bundle: <Name>holdfast verify</Name> or the{' '}
        <a className="underline" href="/verify.html" download>
          page that verifies without us
        </a>{' '}
        checks it.
      </p>
    </div>
  );
}

function Name({ children }: { children: string }) {
  return <code className="font-mono text-[12px]">{children}</code>;
}

function saveFile(name: string, base64: string): void {
  const url = URL.createObjectURL(new Blob([fromBase64(base64) ?? '']));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
