import { type EventWords, step } from './event-tone.ts';
import { isOfPortal } from './foreign-action.ts';
import type { ForeignActionEventShapes } from './foreign-action-event.ts';

/** What others did on a device, for a timeline. */
export function foreignActionWords(
  detail: ForeignActionEventShapes['device.foreign-action-seen'],
): EventWords {
  const { defenderId, type, deviceName, requestor, requestedAt, twinOf } = detail;
  const by = `by ${requestor ?? 'somebody whom Defender does not name'}`;
  const where = `on ${deviceName}, ${by}, ${requestedAt ?? 'at an unknown time'}`;
  if (isOfPortal(defenderId)) {
    const words = `${type}${fileWords(detail.file ?? null)}; started in Microsoft’s portal, not by Holdfast`;
    return step('Act in Microsoft’s portal seen in its audit', `${words}, ${where}`);
  }
  const why =
    twinOf == null ? 'nobody asked for it here' : `a second one of ${twinOf}, for which Holdfast asked once`;
  return step('Action of others seen at Defender', `${type} ${where}; ${why}`);
}

function fileWords(file: ForeignActionEventShapes['device.foreign-action-seen']['file']): string {
  return file == null ? '' : `: the file ${file.name}, SHA-256 ${file.sha256 ?? 'unknown'}`;
}
