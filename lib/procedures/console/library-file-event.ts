import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent, EventDetail } from '../../custody/custody-event.ts';
import type { CommandRecord } from '../../ports/console-desk.ts';
import type { RegisterLook } from '../../ports/custody-register.ts';

type OfLibraryFile = 'library.removal-begun' | 'library.file-removed' | 'library.removal-refused';

/** A fact about a file of the tenant's library, in the stream of the incident whose console asked for it. */
export function libraryFileEvent<T extends OfLibraryFile>(
  type: T,
  { session }: CommandRecord,
  detail: EventDetail<T>,
): CustodyEvent<T> {
  const { incidentId, reason, authority } = session;
  const event = {
    type,
    stream: { kind: 'incident', id: incidentId } as const,
    subjects: [`incident:${incidentId}`, `library-file:${detail.fileName}`],
    ...{ reason, authority, detail },
  };
  return event as CustodyEvent<T>; // TypeScript cannot relate T to the union it indexes
}

/** The line under whose id an order was written down. Throws `not-found` where there is none. */
export async function requestingLine(look: RegisterLook, id: string): Promise<CommandRecord> {
  const line = await look.consoleCommand(id);
  if (line === null) throw new CustodyError('not-found', 'The line that asked for it is not there.');
  return line;
}
