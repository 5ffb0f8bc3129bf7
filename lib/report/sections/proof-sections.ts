import type { ReportEntries } from '../../custody/report-event.ts';
import type { ReportSection } from '../report-blocks.ts';
import type { ReportRecordOf } from '../report-record.ts';

/** What is missing of the record, as far as the rules of this version look for it. */
export function gapsSection({ gaps, material, items }: ReportRecordOf): ReportSection {
  const found = gaps.map(({ about, words }) => `${about}: ${words}`);
  const whole = `No gap was found in ${items.length} ${items.length === 1 ? 'item' : 'items'} by the rules of this version. The numbering of each stream up to ledger size ${material.ledger.size} is complete.`;
  return {
    heading: 'Gaps',
    blocks: [
      {
        kind: 'text',
        text: 'What a rule of this version looked for and did not find. A report says so whoever asked for it.',
      },
      { kind: 'list', items: found, none: found.length === 0 ? whole : '' },
    ],
  };
}

/** Absence of an event is not evidence of absence: which logs were looked at, and from when. */
export function coverageSection({ coverage, generated, time }: ReportRecordOf): ReportSection {
  const items = coverage.map(
    ({ log, from, to, problem, openGaps }) =>
      `${log}: held against the register from ${time(from)} to ${to === null ? 'nowhere: it was never read' : time(to)}.${problem === null ? '' : ` ${problem}`}${openGaps.map((gap) => ` Nothing arrived from ${time(gap.from)} to ${time(gap.to)}.`).join('')}`,
  );
  const asOf = generated === null ? 'as of now' : `as of ${time(generated.occurredAt)}`;
  return {
    heading: 'What the logs of Azure cover',
    blocks: [
      {
        kind: 'text',
        text: `Logs of Azure that were held against this register, ${asOf}. Nothing is said of times and services that no log covers; that an act is not on record does not show that it did not happen.`,
      },
      { kind: 'list', items, none: 'None: no log of Azure was held against this register.' },
    ],
  };
}

/** Everything from which a stranger checks what is printed here. */
export function ledgerSection({ material, generated, time }: ReportRecordOf): ReportSection {
  const { origin, size, root, keyIds, witnesses, stamps, anchors, note } = material.ledger;
  const stamped = stamps.map(
    ({ authority, genTime, policy, serialNumber }) =>
      `${authority}: ${time(genTime)}, policy ${policy}, serial number ${serialNumber}`,
  );
  const cosigned = witnesses.map(
    ({ name, statedAt }) => `${name}${statedAt === null ? '' : `, by its own clock ${time(statedAt)}`}`,
  );
  return {
    heading: 'Proof in the ledger',
    blocks: [
      {
        kind: 'fields',
        rows: [
          ['Ledger', origin],
          ['Entries', size],
          ['Root', root],
          ['Keys on the checkpoint', keyIds.join(', ') || null],
          ...drawnRows(generated?.detail.entries),
        ],
      },
      { kind: 'heading', text: 'Witnesses that cosigned it' },
      { kind: 'list', items: cosigned, none: 'None on this checkpoint.' },
      { kind: 'heading', text: 'Time stamps over it' },
      { kind: 'list', items: stamped, none: 'None on this checkpoint.' },
      { kind: 'heading', text: 'Where checkpoints are kept outside' },
      {
        kind: 'list',
        items: anchors.map(({ kind, name, place }) => [...new Set([kind, name, place])].join(', ')),
        none: 'Nowhere on record.',
      },
      { kind: 'heading', text: 'The checkpoint as it was signed' },
      { kind: 'exact', text: note.trimEnd() },
      { kind: 'heading', text: 'How to check this' },
      {
        kind: 'list',
        items: [
          'This file by itself: holdfast verify <file> --policy <your trust policy>. It holds each attached event against the checkpoint, and draws every page anew from the attachments.',
          'Attached: events.jsonl (each record with its salt, its entry and the path to the root), checkpoint.txt, report.json and the time stamps. An entry’s leaf is SHA-256(0x00 ‖ entry); its field c is SHA-256(“custody-event/body/v1”, a line end ‖ salt ‖ record).',
          ...drawnCommand(generated?.detail.entries),
          'The bundle of this item or incident holds the same events as files. Verify it with the single-file verifier in it, or with: holdfast verify <bundle>.',
          `Time stamps: openssl ts -verify -data checkpoint-stamped.txt -in <authority>.tsr -CAfile <roots of the authority>`,
          'The signature of this file: pdfsig <file>. It seals the file; it is no person’s declaration.',
        ],
        none: '',
      },
    ],
  };
}

/** By which a reader sees that no event was left out of the report, or added; nothing in reports of older versions. */
function drawnRows(entries: ReportEntries | undefined): readonly (readonly [string, string])[] {
  if (entries === undefined) return [];
  const { size, events, indexesSha256 } = entries;
  return [
    [
      'Drawn from',
      `${events} of the first ${size} entries, and what its streams gained up to its generation`,
    ],
    ['SHA-256 of their indexes', indexesSha256],
  ];
}

function drawnCommand(entries: ReportEntries | undefined): readonly string[] {
  if (entries === undefined) return [];
  const { size, indexesSha256 } = entries;
  return [
    `That no event was left out or added: jq -r .index events.jsonl | awk '$1 < ${size}' | sha256sum gives ${indexesSha256}, which the event “Custody report generated” names.`,
  ];
}

/** Kept apart from the records: what they can and cannot say. */
export function limitationsSection(): ReportSection {
  return {
    heading: 'Limitations',
    blocks: [
      {
        kind: 'list',
        items: [
          'This report states what the system recorded. It holds no opinion and no conclusion.',
          'An account is not a person: the record names accounts as the tenant described them when they acted.',
          'That nothing is on record does not show that nothing happened; see what the logs cover.',
          'Where a person wrote more than one line, ¶ stands for the end of each; signs that no eye would see are written as \\u{…}.',
          'Times are those of the clock that each event names, with what was known of its offset.',
          'Fields that nobody filled are printed as not supplied. Words that were withheld or erased by a decision are printed as that.',
          'Method written against the four principles of ISO/IEC 27037:2012; guidance worked to, not accreditation held.',
          'Text in a script whose letters join, but for which no font that joins them is at hand (Batak, Chakma, Lepcha, Tai Tham and Korean before 1933 among them), is printed letter beside letter. Rare Han characters and scripts for which no font is at hand are written as \\u{…}. Mongolian is printed in rows. The attached record has all of it as it was written.',
          'Certifications and witness statements are separate documents for a person to sign; none is part of this report.',
        ],
        none: '',
      },
    ],
  };
}
