'use server';

import { abandonInventory } from '@/lib/procedures/inventory/abandon-inventory.ts';
import { countItem } from '@/lib/procedures/inventory/count-item.ts';
import { signInventory } from '@/lib/procedures/inventory/sign-inventory.ts';
import { startInventory } from '@/lib/procedures/inventory/start-inventory.ts';
import { action } from '@/lib/web/action.ts';

export const startInventoryAction = action(startInventory);
export const countItemAction = action(countItem);
export const signInventoryAction = action(signInventory);
export const abandonInventoryAction = action(abandonInventory);
