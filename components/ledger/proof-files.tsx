'use client';

import { Button } from '@/components/ui/button.tsx';
import { fromBase64 } from './in-browser/bytes.ts';
import type { EventProof } from './in-browser/verify-event.ts';

/** The exact bytes behind the steps, to be kept beside the proof and checked with other tools. */
export function ProofFiles({ proof }: { proof: EventProof }) {
  const files = [
    [`entry-${proof.index}.json`, proof.entry],
    [`body-${proof.index}.json`, proof.body],
    [`salt-${proof.index}.bin`, proof.salt],
  ] as const;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2">
      <span className="text-[13px] text-ink-2">The bytes themselves:</span>
      {files.map(([name, base64]) => (
        <Button key={name} onClick={() => saveFile(name, base64)}>
          {name}
        </Button>
      ))}
    </div>
  );
}

function saveFile(name: string, base64: string): void {
  const url = URL.createObjectURL(new Blob([fromBase64(base64) ?? '']));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
