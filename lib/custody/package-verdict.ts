/** Why nothing of an investigation package is read. What is sealed stays as it was received. */
export const packageVerdicts = [
  'bomb',
  'traversal',
  'link',
  'too-many-entries',
  'lying-sizes',
  'two-names',
  'doubled-name',
  'overlap',
  'too-much-work',
  'too-large',
  'encrypted',
  'not-an-archive',
  'damaged',
  'unknown-form',
] as const;
export type PackageVerdict = (typeof packageVerdicts)[number];

/** Whether an archive of this verdict is built against whoever opens it; the others merely cannot be read here. */
export function isHostile(verdict: PackageVerdict): boolean {
  switch (verdict) {
    case 'bomb':
    case 'traversal':
    case 'link':
    case 'too-many-entries':
    case 'lying-sizes':
    case 'two-names':
    case 'doubled-name':
    case 'overlap':
      return true;
    case 'too-much-work': // of a machine that is busy, too
    case 'too-large': // logs that are kept for years are
    case 'encrypted':
    case 'not-an-archive':
    case 'damaged':
    case 'unknown-form':
      return false;
  }
}

/** The verdict as a heading and as what it means for who would unpack the archive elsewhere. */
export function verdictWords(verdict: PackageVerdict): { readonly title: string; readonly meaning: string } {
  switch (verdict) {
    case 'bomb':
      return words(
        'Bomb',
        'It unpacks to far more than a package ever holds, and fills the disk of who tries.',
      );
    case 'traversal':
      return words('Leads out of its folder', 'Unpacking it writes files where nobody expects them.');
    case 'link':
      return words('Holds a link', 'Unpacking it writes through the link to another place.');
    case 'too-many-entries':
      return words('Too many entries', 'It names more files than any device reports.');
    case 'lying-sizes':
      return words('Lying sizes', 'It says one size and holds another.');
    case 'two-names':
      return words('Two names for one file', 'One program shows another name than the next one writes.');
    case 'doubled-name':
      return words('One name for two files', 'Which of them is seen depends on the program that opens it.');
    case 'overlap':
      return words('Files share bytes', 'Files lie inside each other, which no ordinary program packs.');
    case 'too-much-work':
      return words(
        'Too much work',
        'Reading it took more time or memory than any package needs, and was stopped.',
      );
    case 'too-large':
      return words(
        'Too large to view here',
        'It holds more than is unpacked here. It is sealed whole, and can be read where it is taken out to.',
      );
    case 'encrypted':
      return words('Encrypted', 'Without its password nothing in it can be read.');
    case 'not-an-archive':
      return words('No archive', 'Its bytes are no .zip, or are cut off.');
    case 'damaged':
      return words('Damaged', 'Its directory cannot be read.');
    case 'unknown-form':
      return words('Form not read here', 'It is a .zip of a form that this reader does not know.');
  }
}

function words(title: string, meaning: string) {
  return { title, meaning };
}
