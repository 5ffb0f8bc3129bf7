import { attachmentsOf } from './report-attachments.ts';
import type { ReportBlock, ReportDocument, ReportSection } from './report-blocks.ts';
import type { ReportMaterial } from './report-material.ts';
import { type ReportRecordOf, reportRecord } from './report-record.ts';
import { abbreviationsSection, caseSection } from './sections/case-section.ts';
import { chainSection } from './sections/chain-section.ts';
import { itemSections } from './sections/item-sections.ts';
import {
  coverageSection,
  gapsSection,
  ledgerSection,
  limitationsSection,
} from './sections/proof-sections.ts';
import { toldSections } from './sections/told-sections.ts';
import { unfairWords } from './wording.ts';

/**
 * Puts the material into a document. Pure: the same material gives the same document. Throws when a sentence of ours
 * claims what no report may claim, or that something is whole while gaps stand.
 */
export function reportDocument(material: ReportMaterial): ReportDocument {
  const record = reportRecord(material);
  const sections = [
    caseSection(record),
    gapsSection(record),
    ...itemSections(record),
    ...toldSections(record),
    chainSection(record),
    coverageSection(record),
    ledgerSection(record),
    limitationsSection(),
    abbreviationsSection(),
  ];
  requireFairWords(sections, record);
  return {
    title: `Custody report on ${material.subject.number}`,
    caseNumber: material.incident.number,
    reportNumber: numberOf(record),
    createdAt: material.asOf,
    root: material.ledger.root,
    sections,
    attachments: attachmentsOf(material),
  };
}

function numberOf({ requested }: ReportRecordOf): string {
  if (requested === null) return 'Preview, on no record';
  return `${requested.detail.exhibitNumber}, version ${requested.detail.version}`;
}

/** Headings, labels and sentences of ours; what the record says is quoted as it is. */
function requireFairWords(sections: readonly ReportSection[], { gaps }: ReportRecordOf): void {
  const own = sections.flatMap(({ heading, blocks }) => [heading, ...blocks.flatMap(ownWords)]);
  const unfair = own.flatMap((sentence) => unfairWords(sentence, gaps.length > 0));
  if (unfair.length > 0) throw new Error(`A report must not say: ${unfair.join(', ')}`);
}

function ownWords(block: ReportBlock): readonly string[] {
  switch (block.kind) {
    case 'text':
    case 'heading':
      return [block.text];
    case 'fields':
      return block.rows.map(([label]) => label);
    case 'list':
      return block.items.length === 0 ? [block.none] : [];
    case 'exact':
    case 'event':
      return [];
  }
}
