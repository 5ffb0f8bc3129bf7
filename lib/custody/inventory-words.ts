import type { EventWords } from './event-tone.ts';
import { findingWords } from './inventory.ts';
import type { InventoryEventShapes } from './inventory-event.ts';
import type { EventFact } from './recorded-event.ts';

/** A fact of a joint inventory. */
export type InventoryFact = Extract<EventFact, { readonly type: keyof InventoryEventShapes }>;

/** Puts a fact of an inventory into words. Pure; says only what the fact itself says. */
export function inventoryWords({ type, detail }: InventoryFact): EventWords {
  const { number } = detail;
  switch (type) {
    case 'inventory.started':
      return {
        title: 'Inventory begun',
        tone: 'began',
        sentence: `${number}, of ${items(detail.expected.length)}: “${detail.reason}”`,
      };
    case 'inventory.counted':
      return {
        title: 'Counted',
        tone: detail.finding === 'as-recorded' ? 'step' : 'bad',
        sentence: `${number}, ${detail.exhibitNumber}: ${findingWords(detail.finding).toLowerCase()}. Condition: ${detail.condition}`,
      };
    case 'inventory.signed':
      return {
        title: 'Inventory signed',
        tone: 'step',
        sentence: `${number}, signature ${detail.signatures} of 2 under the counts ${detail.countsSha256.slice(0, 8)}…`,
      };
    case 'inventory.ended': {
      const { discrepancies, signers, expected, asRecorded } = detail;
      const all = discrepancies.map(({ exhibitNumber, finding, condition }) => {
        return `${exhibitNumber}: ${findingWords(finding).toLowerCase()}, ${condition}`;
      });
      const found = `${asRecorded} of ${items(expected)} as recorded, signed by ${signers.map(({ displayName }) => displayName).join(' and ')}`;
      return {
        title: all.length === 0 ? 'Inventory agrees' : 'Inventory with discrepancies',
        tone: all.length === 0 ? 'good' : 'bad',
        sentence: [`${number}, ${found}`, ...all].join('; '),
      };
    }
    case 'inventory.abandoned':
      return { title: 'Inventory abandoned', tone: 'bad', sentence: `${number}: “${detail.reason}”` };
    default:
      return type satisfies never;
  }
}

function items(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}
