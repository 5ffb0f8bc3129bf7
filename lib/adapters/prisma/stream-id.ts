import { createHash } from 'node:crypto';
import type { StreamRef } from '../../custody/custody-event.ts';
import { uuidText } from './uuid-v7.ts';

/**
 * The opaque id under which a stream stands in the tree. A person's id is hashed into a UUIDv8 (RFC 9562 §5.8),
 * so that no leaf names a person.
 */
export function streamId(stream: StreamRef): string {
  switch (stream.kind) {
    case 'evidence':
    case 'incident':
    case 'freeze':
    case 'verification':
    case 'posture':
    case 'alarm':
    case 'reconciliation':
    case 'proposal':
    case 'script':
      return stream.id;
    case 'person':
      return personStreamId(stream.id);
    case 'system':
      return 'system';
  }
}

function personStreamId(objectId: string): string {
  const bytes = createHash('sha256').update(`holdfast/person/${objectId}`).digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return uuidText(bytes);
}
