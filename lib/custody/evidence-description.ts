import { type EvidenceSource, sourceNames } from './evidence-source.ts';

/** What an item is called in lists: "web-os of vm-web-03". */
export function evidenceDescription(source: EvidenceSource): string {
  const { machine, part } = sourceNames(source);
  return `${part} of ${machine}`;
}
