import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { ScriptEventShapes } from '../../custody/script-event.ts';
import type { ScriptVersionRecord } from '../../ports/script-library.ts';

type OfVersion = 'script.uploaded' | 'script.reviewed' | 'script.retired';
type Identity = 'scriptId' | 'versionId' | 'fileName' | 'n' | 'sha256';

/** One fact of one version, in the stream of its script. */
export function scriptFact<T extends OfVersion>(
  type: T,
  version: Pick<ScriptVersionRecord, Identity>,
  reason: string,
  more: Omit<ScriptEventShapes[T], Identity>,
): CustodyEvent<T> {
  const { scriptId, versionId, fileName, n, sha256 } = version;
  const detail = { scriptId, versionId, fileName, n, sha256, ...more };
  const event = {
    type,
    stream: { kind: 'script', id: scriptId } as const,
    subjects: [`script:${scriptId}`, `script-version:${versionId}`],
    reason,
    authority: null,
    detail: detail as unknown as EventDetail<T>,
  };
  return event as unknown as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}
