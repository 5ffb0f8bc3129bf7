import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { inPlainSight } from '../../lib/custody/plain-sight.ts';
import { clustersOf, composed, partsAsDrawn, withoutPiles } from '../../lib/report/drawing/clusters.ts';
import { type FontStyle, fontBytes } from '../../lib/report/drawing/report-fonts.ts';
import { scriptFonts } from '../../lib/report/drawing/script-fonts.ts';
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
    ['tibetan', 'བསྒྲུབས', [27, 1103, 27, 43]],
    ['mongolian', 'ᠮᠣᠩᠭᠣᠯ', [121, 32, 1298, 32, 129]],
    ['mongolian', '\u202fᠤᠨ', [1480, 40, 76]],
    ['mongolian', 'ᠬᠠᠷ\u180eᠠ', [95, 10, 177, 1478, 7]],
    ['syriac', 'ܫܠܳܡܳܐ', [260, 144, 64, 144, 60, 101]],
    ['thaana', 'ދިވެހި', [82, 2, 86, 10, 82, 13]],
    ['nko', 'ߒߞߏ߫', [51, 82, 128, 93]],
    ['samaritan', 'ࠔࠌࠓࠉࠌ', [16, 13, 23, 16, 24]],
    ['adlam', '𞤆𞤵𞤤𞤢𞤪', [310, 144, 256, 337, 94]],
    ['hanifi rohingya', '𐴌𐴗𐴥𐴝', [151, 163, 104, 69]],
    ['javanese', 'ꦱ꧀ꦠꦿꦶ', [193, 60, 80]],
    ['balinese', 'ᬓ᭄ᬱ᭄ᬫᬸ', [24, 215, 198, 155]],
    ['sundanese', 'ᮓᮥᮔ᮪', [26, 48, 27, 55]],
    ['buginese', 'ᨅᨘᨁᨗ', [6, 36, 2, 35]],
    ['rejang', 'ꤷꥁ', [12, 22]],
    ['cham', 'ꨝꨯꨱꨥ', [87, 44, 94, 52]],
    ['tai viet', 'ꪼꪕ', [65, 26]],
    ['kayah li', 'ꤊꤢ꤬', [20, 44, 54]],
    ['limbu', 'ᤌᤢᤱ', [14, 35, 46]],
    ['meetei mayek', 'ꯃꯩꯇꯩ', [35, 73, 39, 73]],
    ['newa', '𑐎𑑂𑐲', [267]],
    ['syloti nagri', 'ꠍꠤꠟ', [30, 53, 48]],
    ['miao', '𖼀𖽡𖽘', [6, 92, 83]],
    ['tagalog', 'ᜊᜌᜒᜈ᜔', [15, 17, 22, 13, 24]],
    ['hanunoo', 'ᜱᜨᜳ', [22, 13, 24]],
    ['buhid', 'ᝊᝓᝑᝒ', [24, 39, 37, 38]],
    ['tagbanwa', 'ᝦᝲ', [13, 23]],
    ['a skin tone', '👍🏽', [577]],
    ['a flag', '🇩🇪', [1650]],
    ['a keycap', '1️⃣', [1520, 3]],
  ])('of %s gives the glyphs that the font asks for', (_, text, expected) => {
    const font = opened(text);
    expect(font.layout(text).glyphs.map(({ id }) => id)).toEqual(expected);
    expect(() => opened(text, 'strong')).not.toThrow();
  });
});

describe('clusters', () => {
  it('hold letters that join into one, and never part a mark from its letter', () => {
    expect(clustersOf('ರ್ಕಿa')).toEqual(['ರ್ಕಿ', 'a']);
    expect(clustersOf('ស្ត្រី')).toEqual(['ស្ត្រី']);
    expect(clustersOf('သင်္ဘော')).toEqual(['သ', 'င်္ဘော']);
    expect(clustersOf('ශ්\u200dරී')).toEqual(['ශ්\u200dරී']);
    expect(clustersOf('e\u0301x')).toEqual(['e\u0301', 'x']);
    expect(clustersOf('ꦲꦏ꧀ꦱꦫ')).toEqual(['ꦲ', 'ꦏ꧀ꦱ', 'ꦫ']);
    expect(clustersOf('ᠯ\u202fᠤ')).toEqual(['ᠯ', '\u202fᠤ']); // the suffix takes its form from the space
  });

  it('are one character where there is one, and look no different by it', () => {
    expect(composed('s\u030c \u304b\u3099 \u1112\u1161\u11ab')).toBe('\u0161 \u304c \ud55c');
    expect(composed('\u212b \ufa10')).toBe('\u212b \ufa10');
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

  it('is told of letters beyond the first plane, too', () =>
    expect(drawn('case 𞤀𞤣 𐤀𐤁 2')).toBe('case| |2| |𐤀𐤁| |𞤀𞤣'));

  it('keeps a sign that is written out as one, whatever stands beside it', () =>
    expect(drawn('علي \\u{202e}\\u{1b}')).toMatch(/\\u\{202e\}\\u\{1b\}$/));
});

describe('what an eye would not see', () => {
  it.each([
    ['a joiner that Sinhala spells with', 'ශ්\u200dරී', 'ශ්\u200dරී'],
    ['a non-joiner that Persian spells with', 'می\u200cخواهم', 'می\u200cخواهم'],
    ['a non-joiner behind a letter that joins to none', 'دا\u200cن', 'دا\\u{200c}ن'],
    ['a joiner between Latin letters', 'a\u200db', 'a\\u{200d}b'],
    ['a vowel separator that Mongolian spells with', 'ᠬᠠᠷ\u180eᠠ', 'ᠬᠠᠷ\u180eᠠ'],
    ['a vowel separator between others', 'a\u180eb', 'a\\u{180e}b'],
    ['fillers and joiners of no shape', 'a\u3164b\uffa0c\u034fd', 'a\\u{3164}b\\u{ffa0}c\\u{34f}d'],
    [
      'a selector behind an emoji, a keycap, Han and Mongolian',
      '❤\ufe0f1\ufe0f\u20e3葛\u{e0100}ᠭ\u180bᠠ',
      '❤\ufe0f1\ufe0f\u20e3葛\u{e0100}ᠭ\u180bᠠ',
    ],
    ['a selector that selects nothing', 'a\ufe0f1\ufe0fb\u{e0100}', 'a\\u{fe0f}1\\u{fe0f}b\\u{e0100}'],
    ['a joiner at the end', 'क्\u200d', 'क्\\u{200d}'],
  ])('is written out, and spelling is not: %s', (_, text, shown) => expect(inPlainSight(text)).toBe(shown));
});

function opened(text: string, style: FontStyle = 'text') {
  const bytes = fontBytes(scriptFonts(text, style)[0] ?? '');
  const font = fontkit.create(bytes);
  shapeAsBrowsersDo(font, bytes);
  return font;
}
