/** Tags a container can bear at once, and what one looks like. Source: Microsoft, "Container-level WORM policies". */
export const mostHoldTags = 10;
const [shortest, longest] = [3, 23];

/**
 * The tag under which Azure keeps a hold: the letters and digits of its case reference, in small letters. The same
 * reference gives the same tag, so that an act that is repeated sets no second one. Null: too short or too long for Azure.
 */
export function holdTagOf(caseReference: string): string | null {
  const tag = lettersAndDigits(caseReference);
  return tag.length < shortest || tag.length > longest ? null : tag;
}

/** The hold that every acquisition places. "INC-2026-0001" becomes "inc20260001". */
export function incidentHoldTag(incidentNumber: string): string {
  return lettersAndDigits(incidentNumber).slice(0, longest);
}

function lettersAndDigits(text: string): string {
  return text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
