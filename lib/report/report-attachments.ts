import { canonicalJson } from '../ledger/canonical-json.ts';
import { encodeBase64 } from '../ledger/strict-base64.ts';
import type { ReportAttachment } from './report-blocks.ts';
import type { ReportEvent, ReportMaterial } from './report-material.ts';

export const eventsName = 'events.jsonl';
export const noteName = 'checkpoint.txt';
export const stampedName = 'checkpoint-stamped.txt';
export const frameName = 'report.json';

/** What a stranger computes with: each record with its salt and entry, the checkpoint, and the time stamps over it. */
export function attachmentsOf(material: ReportMaterial): readonly ReportAttachment[] {
  const { events, ledger } = material;
  const text = (lines: readonly string[]) =>
    new TextEncoder().encode(lines.map((one) => `${one}\n`).join(''));
  return [
    {
      name: eventsName,
      description:
        'Each event: its exact record, its salt, its entry in the ledger and the path from there to the root',
      mediaType: 'application/jsonl',
      bytes: text(events.map(lineOf)),
    },
    {
      name: noteName,
      description: 'The signed checkpoint of the ledger (C2SP tlog-checkpoint)',
      mediaType: 'text/plain',
      bytes: new TextEncoder().encode(ledger.note),
    },
    {
      name: stampedName,
      description: 'The same as the log alone signed it: what the time stamps are over',
      mediaType: 'text/plain',
      bytes: ledger.stamped,
    },
    {
      name: frameName,
      description:
        'What is printed besides that the events do not say: names, time zone, where checkpoints are kept',
      mediaType: 'application/json',
      bytes: canonicalJson(frameOf(material)),
    },
    ...ledger.stamps.map(({ authority, response }) => ({
      name: `${authority}.tsr`,
      description: `Time stamp of ${authority} over the checkpoint (RFC 3161)`,
      mediaType: 'application/timestamp-reply',
      bytes: response,
    })),
  ];
}

/** The rest of the material, which no event of the report bears out. */
function frameOf({ subject, incident, missing, reportId, timeZone, asOf, ledger }: ReportMaterial): object {
  const stated = ledger.witnesses.map(({ name, statedAt }) => ({ name, statedAt }));
  const anchors = ledger.anchors.map(({ kind, name, place }) => ({ kind, name, place }));
  return { subject, incident, missing, reportId, timeZone, asOf, stated, anchors };
}

/**
 * The record stands in its line as the very text that was committed. One that is not what the ledger committed to is left
 * out: it may hold whatever somebody put there, line ends and all.
 */
function lineOf(one: ReportEvent): string {
  const { id, stream, n, type, index, leaf, holds, place, disclosed, removal, occurredAt, actorLabel } = one;
  const named = { id, stream, n, type, index, leaf };
  if (!holds || place === null)
    return JSON.stringify({ ...named, holds: false, occurredAt, actor: actorLabel });
  const proven = { ...named, entry: encodeBase64(place.entry), path: place.hashes.map(encodeBase64) };
  if (disclosed === null) return JSON.stringify({ ...proven, removal, actor: actorLabel });
  const head = JSON.stringify({ ...proven, salt: encodeBase64(disclosed.salt) });
  return `${head.slice(0, -1)},"record":${new TextDecoder().decode(disclosed.body)}}`;
}
