import type { AccessEventShapes, CopyDifference, PackagePlace } from './access-event.ts';
import { hourWords, modeWords, policyWords } from './access-policy.ts';
import { byteWords } from './byte-words.ts';
import type { EventWords } from './event-tone.ts';
import { minuteWords } from './minute-words.ts';
import type { EventFact } from './recorded-event.ts';
import type { Remark } from './remark.ts';

/** A fact of access to evidence. */
export type AccessFact = Extract<EventFact, { readonly type: keyof AccessEventShapes }>;

/** Puts a fact of access into words. Pure; says only what the fact itself says. */
export function accessEventWords(event: AccessFact): EventWords {
  const { type, detail } = event;
  switch (type) {
    case 'access.requested':
      return words('Access requested', 'began', [
        `${detail.number}, ${modeWords(detail.mode)} for ${hourWords(detail.hours)} from ${detail.addressRange}`,
        detail.exhibits.length === 1 ? null : `together with ${others(detail.exhibits.length)}`,
        policyWords(detail.policy),
      ]);
    case 'access.commented':
      return words('Remark on a request', 'step', [
        detail.number,
        detail.text === null ? 'told when the request is over' : `“${detail.text}”`,
      ]);
    case 'access.approved':
      return words('Access approved', 'step', [
        `${detail.number}, approval ${detail.approvals} of ${detail.needed}`,
        detail.asStandIn ? 'as a stand-in, while too few of the named could decide' : null,
        detail.remarkSha256 === null ? null : 'with a remark that is told when the request is over',
      ]);
    case 'access.refused':
      return words('Access refused', 'bad', [detail.number, remarkWords(detail.remarks)]);
    case 'access.granted':
      return words('Access granted', 'good', [
        `${detail.number}, ${modeWords(detail.mode)} for ${detail.grantee.displayName}`,
        `until ${minuteWords(detail.endsAt)} from ${detail.addressRange}`,
        `approved by ${detail.approvers.map(({ displayName }) => displayName).join(' and ')}`,
        remarkWords(detail.remarks),
      ]);
    case 'access.withdrawn':
      return words('Request withdrawn', 'step', [detail.number, remarkWords(detail.remarks)]);
    case 'access.expired':
      return words('Request expired', 'bad', [
        `${detail.number}, with ${detail.approvals} of ${detail.needed} approvals`,
        remarkWords(detail.remarks),
      ]);
    case 'access.revoked':
      return words('Access revoked', 'bad', [`${detail.number}, of ${detail.grantee.displayName}`]);
    case 'access.ended':
      return words('Access ended', 'step', [`${detail.number}, of ${detail.grantee.displayName}`]);
    case 'access.content-opened':
      if (detail.inside !== undefined)
        return words('Package opened', 'began', [`${detail.number}, ${placeWords(detail.inside)}`]);
      return words(detail.seen === true ? 'Content opened to be seen' : 'Content opened', 'began', [
        `${detail.number}, bytes ${detail.start} to ${detail.end} of ${detail.sizeBytes}`,
      ]);
    case 'access.content-read':
      return readWords(detail);
    case 'evidence.frozen':
      return words('Evidence frozen', 'bad', [
        ...differenceWords(detail),
        copiesWords(detail.workingCopies ?? []),
      ]);
    default:
      return type satisfies never;
  }
}

function readWords(detail: AccessEventShapes['access.content-read']): EventWords {
  if (detail.inside !== undefined && detail.result === 'complete') return insideWords(detail, detail.inside);
  if (detail.seen !== undefined && detail.result === 'complete') return seenWords(detail, detail.seen);
  const { number, bytes, start, end } = detail;
  const sent =
    bytes === null || end === null
      ? `${number}, from byte ${start} on`
      : `${number}, ${byteWords(bytes)} sent, bytes ${start} to ${end}`;
  switch (detail.result) {
    case 'complete':
      return words('Content read', 'good', [sent, 'every block as sealed']);
    case 'broken-off':
      return words('Content read in part', 'step', [sent, detail.problem ?? 'broken off by the reader']);
    case 'mismatch':
      return words('Content refused', 'bad', [sent, detail.problem]);
    case 'unknown':
      return words('Content read without a known end', 'bad', [sent, detail.problem]);
  }
}

function insideWords(
  { number }: AccessEventShapes['access.content-read'],
  inside: NonNullable<AccessEventShapes['access.content-read']['inside']>,
): EventWords {
  const { rows, verdict, form } = inside;
  if (verdict !== null)
    return words('Package not read', 'bad', [number, `${verdict}: nothing of it was shown`]);
  return words(form === 'page' ? 'Package seen' : 'Taken out of a package', 'good', [
    `${number}, ${placeWords(inside)}`,
    rows === null ? null : rows === 1 ? '1 row' : `${rows} rows`,
    'every block as sealed',
  ]);
}

function placeWords({ path, form }: PackagePlace): string {
  const place = path === null ? 'the list of its files' : path;
  return form === 'page' ? place : `${place} as ${form.toUpperCase()}`;
}

function seenWords(
  { number, bytes, start, end }: AccessEventShapes['access.content-read'],
  seen: readonly { readonly start: string; readonly end: string }[],
): EventWords {
  const others = seen.length - 1;
  return words('Content seen', 'good', [
    `${number}, ${byteWords(bytes ?? '0')} shown, bytes ${start} to ${end}`,
    others > 0 ? `and what the image says of itself, from ${others} places` : null,
    'every block as sealed',
  ]);
}

function differenceWords(difference: CopyDifference): readonly string[] {
  if ('size' in difference) {
    const { sealed, found } = difference.size;
    return [`The stored copy has ${found} bytes instead of ${sealed}`, 'nothing of the item is handed out'];
  }
  const { block, expected, actual } = difference;
  return [
    `Block ${block.index} (bytes ${block.start} to ${block.end}) is not what was sealed`,
    `SHA-256 ${actual.slice(0, 8)}… instead of ${expected.slice(0, 8)}…; nothing of the item is handed out`,
  ];
}

function copiesWords(numbers: readonly string[]): string | null {
  return numbers.length === 0 ? null : `made of it before and still there: ${numbers.join(', ')}`;
}

function words(title: string, tone: EventWords['tone'], parts: readonly (string | null)[]): EventWords {
  return { title, tone, sentence: parts.filter((part) => part !== null && part !== '').join('; ') };
}

function remarkWords(remarks: readonly Remark[]): string {
  return remarks.map(({ by, text }) => `${by.displayName}: “${text}”`).join('; ');
}

function others(exhibits: number): string {
  return exhibits === 2 ? '1 other item' : `${exhibits - 1} other items`;
}
