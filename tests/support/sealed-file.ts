import type { Device } from '../../lib/custody/device.ts';
import type { TestDatabase } from './database.ts';

/** A sealed file of a device, whose content has this digest; a row alone. Out: its exhibit number. */
export async function sealedFile(
  { asAdmin }: TestDatabase,
  incidentId: string,
  device: Device,
  payloadSha256: string,
): Promise<string> {
  const exhibitNumber = `EV-2026-${String(Math.trunc(Math.random() * 1e9)).padStart(9, '0')}`;
  const source = { device, output: { kind: 'device-file', index: 0, path: '/tmp/x' } };
  await asAdmin(
    `insert into evidence_item (id, exhibit_number, incident_id, kind, description, source, state, container, digests)
     values (gen_random_uuid(), $1, $2, 'device-file', 'a file', $3, 'sealed', 'c', $4)`,
    [exhibitNumber, incidentId, JSON.stringify(source), JSON.stringify({ payloadSha256 })],
  );
  return exhibitNumber;
}
