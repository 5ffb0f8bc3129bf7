import type { EvidenceSource } from './custody-event.ts';

/** What an item is called in lists: "web-os of vm-web-03". */
export function evidenceDescription({ disk, machine }: EvidenceSource): string {
  return `${disk.name} of ${machine.name}`;
}
