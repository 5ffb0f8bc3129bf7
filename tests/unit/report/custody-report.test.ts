import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawReport } from '../../../lib/report/draw-report.ts';
import { reportDocument } from '../../../lib/report/report-document.ts';
import type { ReportMaterial } from '../../../lib/report/report-material.ts';
import { madeMaterial } from '../../support/made-material.ts';
import { pdfText } from '../../support/pdf-text.ts';

describe('a custody report', { timeout: 30_000 }, () => {
  it('is the same bytes for the same record, and other bytes for another', async () => {
    const [first, again] = [await drawn(madeMaterial()), await drawn(madeMaterial())];
    expect(Buffer.from(first).equals(Buffer.from(again))).toBe(true);
    const other = await drawn(madeMaterial({ title: 'Another case' }));
    expect(Buffer.from(first).equals(Buffer.from(other))).toBe(false);
  });

  it('prints case number and page of pages on every page, times twice, digests whole, empty fields as not supplied', async () => {
    const text = pdfText(await drawn(madeMaterial()));
    const pages = text.split('\f').slice(0, -1);
    expect(pages.length).toBeGreaterThan(2);
    for (const [i, page] of pages.entries()) {
      expect(page).toContain('Case INC-2026-0007');
      expect(page).toContain(`Page ${i + 1} of ${pages.length}`);
    }
    const flat = text.replace(/\s+/g, ' ');
    expect(flat).toContain('2026-11-22 10:00:00.000000 UTC (2026-11-22 11:00:00 GMT+01:00, Europe/Berlin)');
    expect(flat).toContain('ab'.repeat(32));
    expect(flat).toContain(`digests.sha256: ${'ab'.repeat(32)}`); // also where the words show its beginning alone
    expect(flat).toMatch(/Requesting party Not supplied/);
    expect(flat).toMatch(/Errors, retries and deviations None recorded\./);
    for (const { index, leaf } of madeMaterial().events)
      expect(flat).toContain(`entry ${index} leaf ${leaf}`);
  });

  it('shows what was withheld as withheld, a record that does not hold as that, and both versions of a correction', async () => {
    const flat = pdfText(await drawn(madeMaterial())).replace(/\s+/g, ' ');
    expect(flat).toContain('Withheld: incident.note-written');
    expect(flat).toContain('decision PR-2026-0003');
    expect(flat).not.toContain('what nobody may read');
    expect(flat).toContain('Does not hold: acquisition.retried');
    expect(flat).not.toContain('what somebody changed');
    expect(flat).toContain('Recorded: “Reported beaconing.”. Corrected: “Reported web shell.”');
  });

  it('prints the plan as a plan, each step as it was carried out or not, and one list of what has no event', async () => {
    const flat = pdfText(await drawn(madeMaterial())).replace(/\s+/g, ' ');
    expect(flat).toContain('Asked for with this plan, which the person read beforehand: “Takes the disk.”');
    expect(flat).toMatch(
      /Sealed, attempt 1, .* with holdfast 1, commit x\. .* Calls of Azure: none on record\./,
    );
    expect(flat).toContain('Snapshot: not on record as done.');
    expect(flat).toMatch(/Of which no event is recorded Transfers of custody None recorded\./);
    expect(flat).toContain('Purpose Reported web shell. (corrected; recorded as “Reported beaconing.”)');
    expect(flat).not.toMatch(/will be (read|hashed|sealed)/);
  });

  it('draws every script, and what an eye would not see as what it is', async () => {
    const title = `دليل 12 (א) 证据 Доказ \u202egpj.exe\u0000\u{e000} Z${'\u0301\u0302'.repeat(25)} المتهم بيان`;
    const text = pdfText(await drawn(madeMaterial({ title })));
    for (const part of ['证据', 'Доказ', '12', '\\u{202e}gpj.exe\\u{0}\\u{e000}'])
      expect(text).toContain(part);
    const letters = text.replace(/[\u202a-\u202e]/g, '');
    for (const part of ['دليل', 'المتهم', 'بيان']) expect(letters).toContain(part);
    expect(text).toMatch(/א/);
    expect(text).not.toMatch(/\u202egpj/);
    expect(text.replace(/\s/g, '')).toContain('\\u{301}\\u{302}\\u{301}'); // no pile reaches into other lines
  });

  it('lets no line that a person wrote pass for one of its own', async () => {
    const text = pdfText(await drawn(madeMaterial({ title: 'Web shell\r\nSeized by nobody' })));
    expect(text).toMatch(/Web shell ¶ Seized by nobody/);
    expect(text).not.toMatch(/^ *Seized by nobody/m);
  });

  it('gives back every word in the order of its letters, however its script draws them', async () => {
    const document = reportDocument(madeMaterial());
    const words = { heading: 'Words', blocks: shapedWords.map((text) => ({ kind: 'text', text }) as const) };
    const text = pdfText(await drawReport({ ...document, sections: [words], attachments: [] }));
    for (const word of shapedWords) expect(text).toContain(word);
    expect(text).not.toContain('\\u{');
  });

  it('carries each record that holds with its salt and entry, and the checkpoint, as files in it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-report-'));
    const file = join(folder, 'report.pdf');
    writeFileSync(file, await drawn(madeMaterial()));
    const names = execFileSync('pdfdetach', ['-list', file], { encoding: 'utf8' });
    expect(names).toMatch(/1: checkpoint-stamped\.txt\n2: checkpoint\.txt\n3: events\.jsonl/);
    execFileSync('pdfdetach', ['-save', '3', '-o', join(folder, 'events.jsonl'), file]);
    const lines = readFileSync(join(folder, 'events.jsonl'), 'utf8');
    expect(lines.trim().split('\n')).toHaveLength(madeMaterial().events.length);
    expect(lines).not.toContain('what nobody may read');
    expect(lines).not.toContain('what somebody changed');
    rmSync(folder, { recursive: true });
  });
});

/** One of each script whose glyphs stand in another order, or in other shapes, than its letters. */
const shapedWords = [
  ...['हिन्दी क्षत्रिय र्कि', 'রবীন্দ্রনাথ কো', 'ਸਿੰਘ ਪ੍ਰ', 'શ્રી કિ', 'ଓଡ଼ିଆ କ୍ଷ କୋ', 'தமிழ் கொ ஸ்ரீ', 'తెలుగు స్త్రీ'],
  ...['ಕನ್ನಡ ಜ್ಞಾನ', 'ശ്രീ കൊ', 'ශ්\u200dරී ලංකා කො', 'ភាសាខ្មែរ ស្រុក', 'မြန်မာ သင်္ဘော', 'น้ำ ผู้ใหญ่', 'ນ້ຳ ເຂົ້າ'],
  ...['བསྒྲུབས བཀྲ་ཤིས', 'ᠮᠣᠩᠭᠣᠯ ᠬᠠᠷ\u180eᠠ', 'ꦲꦏ꧀ꦱꦫ ꦱ꧀ꦠꦿꦶ', 'ᬅᬓ᭄ᬱᬭ ᬓ᭄ᬱ᭄ᬫᬸ', 'ᮘᮞ ᮞᮥᮔ᮪ᮓ', 'ᨕᨘᨁᨗ', 'ꤷꥁꤷꥋ', 'ꨝꨯꨱꨥ', 'ꪼꪕ', 'ꤊꤢ꤬'],
  ...['ᤌᤢᤱ', 'ꯃꯩꯇꯩ ꯃꯌꯦꯛ', '𑐣𑐾𑐥𑐵𑐮 𑐎𑑂𑐲', 'ꠍꠤꠟꠐꠤ', '𖼀𖽡𖽘', 'ᜊᜌ᜔ᜊᜌᜒᜈ᜔', 'ᜱᜨᜳ', 'ᝊᝓᝑᝒ', 'ᝦᝪᝯ ᝤᝲ'],
  ...['ܫܠܡܐ', 'ߒߞߏ߫', 'ࠔࠌࠓࠉࠌ', '𞤆𞤵𞤤𞤢𞤪', '𐴌𐴗𐴥𐴝', 'ࡌࡀࡍࡃࡀ', '𐤀𐤁𐤂'], // from right to left
  ...['😀', '❤️', '👍🏽', '🇩🇪', '𝐇𝐞𝐥𝐥𝐨 𐓏𐓘𐓻', '𠀋䝤', 'ꚠꚡ ᨲᩫ'], // beyond the first plane, or letter beside letter
  ...['s\u030ci\u0301le.txt', '\u30cf\u309a\u30b9', '\u1112\u1161\u11ab\u1100\u1173\u11af'], // in parts
];

async function drawn(of: ReportMaterial): Promise<Uint8Array> {
  return await drawReport(reportDocument(of));
}
