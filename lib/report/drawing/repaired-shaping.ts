/** What shapes a text in one of the font's two tables, as far as it is mended here. */
interface Shaper {
  readonly table: { readonly lookupList: { get(index: number): Lookup } };
  glyphIterator: GlyphWalk;
  getAnchor(anchor: object | null): object;
  applyLookup(type: number, table: object): boolean;
  coverageIndex(coverage: object, glyph: number): number;
  match(from: number, sequence: readonly object[], fits: unknown, matched?: unknown): unknown;
}

interface Lookup {
  readonly flags: Kept & { readonly flags: { readonly useMarkFilteringSet: boolean } };
  readonly markFilteringSet: number | null;
}

interface Kept {
  kept?: object | undefined; // which marks a lookup looks at; absent: all
}

interface GlyphWalk {
  readonly options: Kept;
  shouldIgnore(glyph: { readonly id: number; readonly isMark: boolean }): boolean;
}

/** A font as PDFKit's reader has it open: its shapers stand behind no name that it promises. */
export interface ShapingFont {
  readonly GDEF: { readonly markGlyphSetsDef?: { readonly coverage: readonly object[] } } | null;
  layout(text: string): unknown;
  readonly _layoutEngine: {
    readonly engine: { readonly GSUBProcessor: Shaper | null; readonly GPOSProcessor: Shaper | null } | null;
  };
}

const noAnchor = Symbol('a mark has no place on this letter');

/**
 * Mends what keeps the reader of fonts from shaping Indic and South-East Asian scripts as their fonts say: it knows no
 * sets of marks that a lookup passes over, reads what precedes a letter the wrong way round, and fails where a mark has no
 * place on a letter. Changes the opened font alone. Source: OpenType 1.9.1, chapter 2 (LookupFlag) and GPOS, GSUB.
 */
export function repairShaping(font: ShapingFont): void {
  font.layout(''); // the shapers are made at the first use
  const { engine } = font._layoutEngine;
  for (const shaper of [engine?.GSUBProcessor, engine?.GPOSProcessor]) {
    if (shaper == null) continue;
    passOverMarks(shaper, font.GDEF?.markGlyphSetsDef?.coverage ?? []);
    readBackwards(shaper);
  }
  if (engine?.GPOSProcessor != null) leaveWithoutPlace(engine.GPOSProcessor);
}

function passOverMarks(shaper: Shaper, sets: readonly object[]): void {
  const { lookupList } = shaper.table;
  const get = lookupList.get.bind(lookupList);
  lookupList.get = (index) => {
    const lookup = get(index);
    if (lookup.flags.flags.useMarkFilteringSet) lookup.flags.kept ??= sets[lookup.markFilteringSet ?? -1];
    return lookup;
  };
  let walk = shaper.glyphIterator;
  const isKept = (kept: object | undefined, id: number) =>
    kept === undefined || shaper.coverageIndex(kept, id) >= 0;
  Object.defineProperty(shaper, 'glyphIterator', {
    get: () => walk,
    set: (made: GlyphWalk) => {
      walk = made;
      const ignores = made.shouldIgnore.bind(made);
      made.shouldIgnore = (glyph) => ignores(glyph) || (glyph.isMark && !isKept(made.options.kept, glyph.id));
    },
  });
}

/** What precedes is listed from the nearest outwards; the reader walks it from the farthest inwards. */
function readBackwards(shaper: Shaper): void {
  const match = shaper.match.bind(shaper);
  shaper.match = (from, sequence, fits, matched) =>
    match(from, from < 0 ? sequence.toReversed() : sequence, fits, matched);
}

/** A pair without an anchor is none of this lookup's: the next one is asked. */
function leaveWithoutPlace(shaper: Shaper): void {
  const [getAnchor, applyLookup] = [shaper.getAnchor.bind(shaper), shaper.applyLookup.bind(shaper)];
  shaper.getAnchor = (anchor) => {
    if (anchor === null) throw noAnchor;
    return getAnchor(anchor);
  };
  shaper.applyLookup = (type, table) => {
    try {
      return applyLookup(type, table);
    } catch (error) {
      if (error === noAnchor) return false;
      throw error;
    }
  };
}
