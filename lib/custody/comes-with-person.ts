import type { BroughtSource } from './brought-source.ts';
import type { EvidenceSource, ImportSource } from './evidence-source.ts';

/** Whether the bytes come with a person, after the item was registered. */
export function comesWithPerson(source: EvidenceSource): source is ImportSource | BroughtSource {
  return 'imported' in source || ('brought' in source && source.brought.origin === null);
}

/** The file as it was announced. */
export function announcedFile(source: ImportSource | BroughtSource): {
  readonly fileName: string;
  readonly sizeBytes: string;
} {
  return 'imported' in source ? source.imported : source.brought;
}
