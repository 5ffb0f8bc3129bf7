import type { FontStyle } from './report-fonts.ts';

/** Fonts of Noto that HarfBuzz shapes, and what each draws. */
const shaped: readonly (readonly [string, RegExp])[] = [
  ['noto-sans-arabic', /\p{scx=Arabic}/u],
  ['noto-sans-hebrew', /\p{scx=Hebrew}/u],
  ['noto-sans-devanagari', /\p{scx=Devanagari}/u],
  ['noto-sans-bengali', /\p{scx=Bengali}/u],
  ['noto-sans-gurmukhi', /\p{scx=Gurmukhi}/u],
  ['noto-sans-gujarati', /\p{scx=Gujarati}/u],
  ['noto-sans-oriya', /\p{scx=Oriya}/u],
  ['noto-sans-tamil', /\p{scx=Tamil}/u],
  ['noto-sans-telugu', /\p{scx=Telugu}/u],
  ['noto-sans-kannada', /\p{scx=Kannada}/u],
  ['noto-sans-malayalam', /\p{scx=Malayalam}/u],
  ['noto-sans-sinhala', /\p{scx=Sinhala}/u],
  ['noto-sans-myanmar', /\p{scx=Myanmar}/u],
  ['noto-sans-khmer', /\p{scx=Khmer}/u],
  ['noto-sans-thai', /\p{scx=Thai}/u],
  ['noto-sans-lao', /\p{scx=Lao}/u],
  ['noto-serif-tibetan', /\p{scx=Tibetan}/u],
  ['noto-sans-mongolian', /\p{scx=Mongolian}/u],
  ['noto-sans-syriac', /\p{scx=Syriac}/u],
  ['noto-sans-thaana', /\p{scx=Thaana}/u],
  ['noto-sans-nko', /\p{scx=Nko}/u],
  ['noto-sans-samaritan', /\p{scx=Samaritan}/u],
  ['noto-sans-adlam', /\p{scx=Adlam}/u],
  ['noto-sans-hanifi-rohingya', /\p{scx=Hanifi_Rohingya}/u],
  ['noto-sans-javanese', /\p{scx=Javanese}/u],
  ['noto-sans-balinese', /\p{scx=Balinese}/u],
  ['noto-sans-sundanese', /\p{scx=Sundanese}/u],
  ['noto-sans-buginese', /\p{scx=Buginese}/u],
  ['noto-sans-rejang', /\p{scx=Rejang}/u],
  ['noto-sans-cham', /\p{scx=Cham}/u],
  ['noto-sans-tai-viet', /\p{scx=Tai_Viet}/u],
  ['noto-sans-kayah-li', /\p{scx=Kayah_Li}/u],
  ['noto-sans-limbu', /\p{scx=Limbu}/u],
  ['noto-sans-meetei-mayek', /\p{scx=Meetei_Mayek}/u],
  ['noto-sans-newa', /\p{scx=Newa}/u],
  ['noto-sans-syloti-nagri', /\p{scx=Syloti_Nagri}/u],
  ['noto-sans-miao', /\p{scx=Miao}/u],
  ['noto-sans-tagalog', /\p{scx=Tagalog}/u],
  ['noto-sans-hanunoo', /\p{scx=Hanunoo}/u],
  ['noto-sans-buhid', /\p{scx=Buhid}/u],
  ['noto-sans-tagbanwa', /\p{scx=Tagbanwa}/u],
  ['noto-emoji', /\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|[\u{1f000}-\u{1faff}]|\u20e3/u],
];

/** Families of which there is no heavier weight. */
const light =
  /noto-sans-(mongolian|nko|samaritan|buginese|rejang|tai-viet|limbu|newa|syloti-nagri|miao|tagalog|hanunoo|buhid|tagbanwa)\//;
const rightToLeft = /noto-sans-(arabic|hebrew|syriac|thaana)\//;

/** The fonts that shape a script of a cluster: more than one where a mark or a comma is that of several scripts. */
export function scriptFonts(cluster: string, style: FontStyle): readonly string[] {
  return shaped
    .filter(([, letters]) => letters.test(cluster))
    .map(([family]) => {
      const weight = style === 'strong' && !light.test(`${family}/`) ? 600 : 400;
      return `${family}/files/${family}-${family.replace(/^noto-(sans-|serif-)?/, '')}-${weight}-normal.woff`;
    });
}

/** Whether the glyphs of a font are more than its letters one by one. */
export function isShaped(file: string): boolean {
  return file.startsWith('noto-');
}

/** Whether they stand in another order than the letters, so that a reader of the file must be told these. */
export function drawsOutOfOrder(file: string): boolean {
  return isShaped(file) && !rightToLeft.test(file); // those are read from right to left, glyph by glyph
}
