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

/**
 * The record stands in its line as the very text that was committed. One that is not what the ledger committed to is left
 * out: it may hold whatever somebody put there, line ends and all.
 */
function lineOf({ id, stream, n, type, index, leaf, holds, proof }: ReportEvent): string {
  const place = { id, stream, n, type, index, leaf };
  if (!holds) return JSON.stringify({ ...place, holds });
  if (proof === null) return JSON.stringify(place);
  const { salt, entry, body } = proof;
  const head = JSON.stringify({ ...place, salt: encodeBase64(salt), entry: encodeBase64(entry) });
  return `${head.slice(0, -1)},"record":${new TextDecoder().decode(body)}}`;
}
