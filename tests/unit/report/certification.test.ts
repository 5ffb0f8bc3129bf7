import { describe, expect, it } from 'vitest';
import { certificationNames, certificationTemplates } from '../../../lib/custody/certification-name.ts';
import { certificationDocument } from '../../../lib/report/certification.ts';
import { drawReport } from '../../../lib/report/draw-report.ts';
import type { ReportMaterial } from '../../../lib/report/report-material.ts';
import { madeMaterial } from '../../support/made-material.ts';
import { pdfText } from '../../support/pdf-text.ts';
import { recordedEvent } from '../../support/recorded-acquisition.ts';

describe('a certification', () => {
  it.each(certificationTemplates)(
    '%s is filled from the record, names nobody as its signer, and is not signed',
    async (template) => {
      const report = { exhibitNumber: 'EV-2026-0002', version: 1, sha256: 'cd'.repeat(32) };
      const bytes = await drawReport(certificationDocument(template, madeMaterial(), report));
      const flat = pdfText(bytes).replace(/\s+/g, ' ');
      expect(flat).toContain(certificationNames[template]);
      expect(flat).toContain('Nobody has declared anything yet');
      expect(flat.replaceAll(' ', '')).toContain('cd'.repeat(32));
      expect(flat).toMatch(/[Ss]ignature,? .*………/);
      expect(Buffer.from(bytes).includes('/ByteRange')).toBe(false);
    },
  );

  it('names the comparison of two digests only where both are on record, and calls no request a taking', () => {
    const report = { exhibitNumber: 'EV-2026-0002', version: 1, sha256: null };
    const rowsOf = (events: ReportMaterial['events']) => {
      const { sections } = certificationDocument('us-902-14', { ...madeMaterial(), events }, report);
      const blocks = sections.flatMap((one) => one.blocks);
      return new Map(blocks.flatMap((one) => (one.kind === 'fields' ? one.rows : [])));
    };
    const { events } = madeMaterial();
    const hashed = recordedEvent('acquisition.source-hashed', { digests: { sha256: 'ef'.repeat(32) } });
    const both = rowsOf(events.flatMap((one) => [one, { ...one, type: hashed.type, event: hashed }]));
    expect(both.get('Process of digital identification')).toMatch(/of the source and, read apart/);
    expect(both.has('Taken')).toBe(false);
    expect(rowsOf(events).get('Process of digital identification')).toBeNull();
  });

  it('has both wordings of 28 U.S.C. § 1746', async () => {
    const report = { exhibitNumber: 'EV-2026-0002', version: 1, sha256: null };
    const flat = pdfText(
      await drawReport(certificationDocument('us-902-14', madeMaterial(), report)),
    ).replace(/\s+/g, ' ');
    expect(flat).toContain('under penalty of perjury that the foregoing is true and correct');
    expect(flat).toContain('under the laws of the United States of America');
  });
});
