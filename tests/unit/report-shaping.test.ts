import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { inPlainSight } from '../../lib/custody/plain-sight.ts';
import { clustersOf, partsAsDrawn, withoutPiles } from '../../lib/report/drawing/clusters.ts';
import { fontBytes, scriptFont } from '../../lib/report/drawing/report-fonts.ts';
import { shapeAsBrowsersDo } from '../../lib/report/drawing/shaped-layout.ts';
import { visualOrder } from '../../lib/report/drawing/visual-order.ts';

const pdfkit = createRequire(createRequire(import.meta.url).resolve('pdfkit'));
const fontkit: { create(bytes: Buffer): Omit<Parameters<typeof shapeAsBrowsersDo>[0], 'layout'> & Font } =
  pdfkit('fontkit');

interface Font {
  layout(text: string): {
    readonly glyphs: readonly { readonly id: number }[];
    readonly positions: readonly { readonly xOffset: number }[];
  };
}

describe('shaping', () => {
  /** Glyphs as HarfBuzz 6.0 gives them for the same files. */
  it.each([
    ['bengali', 'ন্দ্র', [337, 214, 312, 277]], // the Ra below belongs to this letter and no other
    ['kannada', 'ಜ್ಞಾನ', [293, 60, 42]],
    ['telugu', 'క్తా', [141, 561]],
    ['myanmar', 'ကြောင်', [372, 198, 4, 368, 8, 381]], // vowel and medial Ra stand before the letter
    ['myanmar', 'သင်္ဘော', [34, 372, 28, 189, 368]],
    ['khmer', 'ក្រុម', [216, 45, 112, 72]],
    ['thai', 'ปู่', [70, 93, 41]],
    ['lao', partsAsDrawn('ນ້ຳ'), [30, 108, 59]],
  ])('of %s gives the glyphs that the font asks for', (_, text, expected) => {
    const font = opened(text);
    expect(font.layout(text).glyphs.map(({ id }) => id)).toEqual(expected);
  });
});

describe('clusters', () => {
  it('hold letters that join into one, and never part a mark from its letter', () => {
    expect(clustersOf('ರ್ಕಿa')).toEqual(['ರ್ಕಿ', 'a']);
    expect(clustersOf('ស្ត្រី')).toEqual(['ស្ត្រី']);
    expect(clustersOf('သင်္ဘော')).toEqual(['သ', 'င်္ဘော']);
    expect(clustersOf('ශ්\u200dරී')).toEqual(['ශ්\u200dරී']);
    expect(clustersOf('e\u0301x')).toEqual(['e\u0301', 'x']);
  });

  it('keep four marks on a letter and write the others out', () =>
    expect(withoutPiles(`Z${'\u0301'.repeat(6)}`)).toBe(`Z${'\u0301'.repeat(4)}\\u{301}\\u{301}`));
});

describe('the order in which a line is drawn', () => {
  const drawn = (line: string) =>
    visualOrder(line)
      .map(({ text }) => text)
      .join('|');

  it('stays that of a sentence that begins with a name in another direction', () =>
    expect(drawn('علي, since 2026-11-23 at noon').replaceAll('|', '')).toBe('علي, since 2026-11-23 at noon'));

  it('is the other one for a text that is mostly of that direction', () =>
    expect(visualOrder('سبب الحجز: web').at(0)?.text).toBe('web'));

  it('keeps a sign that is written out as one, whatever stands beside it', () =>
    expect(drawn('علي \\u{202e}\\u{1b}')).toMatch(/\\u\{202e\}\\u\{1b\}$/));
});

describe('what an eye would not see', () => {
  it.each([
    ['a joiner that Sinhala spells with', 'ශ්\u200dරී', 'ශ්\u200dරී'],
    ['a non-joiner that Persian spells with', 'می\u200cخواهم', 'می\u200cخواهم'],
    ['a non-joiner behind a letter that joins to none', 'دا\u200cن', 'دا\\u{200c}ن'],
    ['a joiner between Latin letters', 'a\u200db', 'a\\u{200d}b'],
    ['a joiner at the end', 'क्\u200d', 'क्\\u{200d}'],
  ])('is written out, and spelling is not: %s', (_, text, shown) => expect(inPlainSight(text)).toBe(shown));
});

function opened(text: string) {
  const bytes = fontBytes(scriptFont(text, 'text') ?? '');
  const font = fontkit.create(bytes);
  shapeAsBrowsersDo(font, bytes);
  return font;
}
