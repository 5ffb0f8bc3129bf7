'use server';

import { installScripts } from '@/lib/procedures/console/install-scripts.ts';
import { proposeScriptReview } from '@/lib/procedures/proposal/kinds/script-review.ts';
import { retireScript } from '@/lib/procedures/script/retire-script.ts';
import { action } from '@/lib/web/action.ts';

export const installScriptsAction = action(installScripts);
export const proposeScriptReviewAction = action(proposeScriptReview);
export const retireScriptAction = action(retireScript);
