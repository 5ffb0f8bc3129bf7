import { dayWords } from './hold-event-words.ts';

/** How often Azure lets a locked container-level policy be extended. */
export const mostExtensions = 5;
/** The longest retention that Azure takes. */
export const mostRetentionDays = 146_000;

/** What an extension would do, in the sentence that a person confirms. */
export function extensionPlan(of: {
  readonly container: string;
  readonly exhibits: number;
  readonly days: number;
  readonly extensionsLeft: number;
  readonly wanted: number;
}): string {
  const { container, exhibits, days, extensionsLeft, wanted } = of;
  const items = `${exhibits} sealed ${exhibits === 1 ? 'item' : 'items'} in it`;
  return (
    `Every copy in ${container}, the ${items} and all that follow, cannot be deleted for ${dayWords(wanted)} ` +
    `from its creation, instead of ${dayWords(days)}. ${extensionsLeft - 1} of ${mostExtensions} extensions are left ` +
    'afterwards. Nobody can undo or shorten this.'
  );
}
