import { evidenceDescription } from '../custody/evidence-description.ts';
import { fields, text } from './certification-blocks.ts';
import type { ReportBlock, ReportSection } from './report-blocks.ts';
import { type ItemRecord, ofType, type ReportRecordOf } from './report-record.ts';

type Rows = Extract<ReportBlock, { readonly kind: 'fields' }>['rows'];

const algorithms = '☐ SHA1   ☐ SHA256   ☐ MD5   ☐ Other (legally acceptable standard): …………………';

/** The Schedule to the Act: Part A by the party, Part B by the expert, both for the same record. Boxes are theirs to tick. */
export function indianParts(
  item: ItemRecord,
  { material }: ReportRecordOf,
  report: string,
): readonly ReportSection[] {
  const { requested, events } = item;
  const { exhibitNumber, source } = requested.detail;
  const digest = ofType(events, 'acquisition.copy-hashed').at(-1)?.detail.digests.sha256 ?? null;
  const disk = 'disk' in source ? source.disk : null;
  const found: Rows = [
    ['Case', material.incident.number],
    ['Exhibit', exhibitNumber],
    ['Source as recorded', evidenceDescription(source)],
    ['Serial number, as recorded', disk?.uniqueId ?? null],
    ['Cloud ID, as recorded', disk?.resourceId ?? null],
    ['Hash value, as recorded', digest],
    ['Algorithm of that value', digest === null ? null : 'SHA256'],
    ['Beside', `Custody report ${report}`],
  ];
  const devices =
    '☐ Computer / storage media   ☐ DVR   ☐ Mobile   ☐ Flash drive   ☐ CD/DVD   ☐ Server   ☐ Cloud   ☐ Other: …………';
  const identifiers = fields(
    'Make and model',
    'Colour',
    'Serial number',
    'IMEI/UIN/UID/MAC/Cloud ID',
    'Other',
  );
  const last = fields('Name and signature', 'Designation', 'Date and time (IST)', 'Place');
  return [
    {
      heading: `Part A (to be filled by the party): ${exhibitNumber}`,
      blocks: [
        { kind: 'fields', rows: found },
        fields('I, (name)', 'Son/daughter/spouse of', 'Residing or employed at'),
        text(
          'do hereby solemnly affirm and sincerely state and submit as follows: I have produced the electronic record or output of the digital record taken from the following device or digital record source (tick mark):',
        ),
        text(devices),
        identifiers,
        text(
          'The digital device or the digital record source was under the lawful control for regularly creating, storing or processing information for the purposes of carrying out regular activities, and during this period the computer or the communication device was working properly and the relevant information was regularly fed into it during the ordinary course of business. If at any point it was not working properly or was out of operation, that has not affected the record or its accuracy. (Strike out and state what does not apply.)',
        ),
        text(
          'The digital device or the source of the digital record is: ☐ Owned   ☐ Maintained   ☐ Managed   ☐ Operated by me (select as applicable).',
        ),
        text(
          'The hash value of the record, obtained through the following algorithm (tick mark), with the hash report enclosed with this certificate:',
        ),
        text(algorithms),
        fields('Hash value'),
        last,
      ],
    },
    {
      heading: `Part B (to be filled by the expert): ${exhibitNumber}`,
      blocks: [
        text(
          `Beside custody report ${report}. The expert finds the hash value again, and takes none from this page.`,
        ),
        fields('I, (name)', 'Son/daughter/spouse of', 'Residing or employed at'),
        text(
          'do hereby solemnly affirm and sincerely state and submit as follows: the produced electronic record or output of the digital record is obtained from the following device or digital record source (tick mark):',
        ),
        text(devices),
        identifiers,
        text(
          'The hash value of the record, obtained through the following algorithm (tick mark), with the hash report enclosed with this certificate:',
        ),
        text(algorithms),
        fields('Hash value'),
        last,
      ],
    },
  ];
}
