import { encodeBase64 } from '../ledger/strict-base64.ts';
import type { ReportAttachment } from './report-blocks.ts';
import type { ReportEvent, ReportMaterial } from './report-material.ts';

/** What a stranger computes with: each record with its salt and entry, the checkpoint, and the time stamps over it. */
export function attachmentsOf({ events, ledger }: ReportMaterial): readonly ReportAttachment[] {
  const text = (lines: readonly string[]) =>
    new TextEncoder().encode(lines.map((one) => `${one}\n`).join(''));
  return [
    {
      name: 'events.jsonl',
      description: 'Each event: its exact record, its salt and its entry in the ledger',
      mediaType: 'application/jsonl',
      bytes: text(events.map(lineOf)),
    },
    {
      name: 'checkpoint.txt',
      description: 'The signed checkpoint of the ledger (C2SP tlog-checkpoint)',
      mediaType: 'text/plain',
      bytes: new TextEncoder().encode(ledger.note),
    },
    {
      name: 'checkpoint-stamped.txt',
      description: 'The same as the log alone signed it: what the time stamps are over',
      mediaType: 'text/plain',
      bytes: ledger.stamped,
    },
    ...ledger.stamps.map(({ authority, response }) => ({
      name: `${authority}.tsr`,
      description: `Time stamp of ${authority} over the checkpoint (RFC 3161)`,
      mediaType: 'application/timestamp-reply',
      bytes: response,
    })),
  ];
}

/** The record stands in its line as the very text that was committed. */
function lineOf({ id, stream, n, type, index, leaf, proof }: ReportEvent): string {
  const head = JSON.stringify({
    ...{ id, stream, n, type, index, leaf },
    ...(proof === null ? {} : { salt: encodeBase64(proof.salt), entry: encodeBase64(proof.entry) }),
  });
  return proof === null ? head : `${head.slice(0, -1)},"record":${new TextDecoder().decode(proof.body)}}`;
}
