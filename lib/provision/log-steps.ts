import type { Found, FoundLogs } from './found-state.ts';
import { type ProvisionPlan, unreadLeft } from './provision-plan.ts';
import type { WantedLogs } from './wanted-state.ts';

const demanded = ['StorageRead', 'StorageWrite', 'StorageDelete'];
const settingName = 'holdfast-custody';

/** Sends what is missing to the workspace. A setting that feeds more stays: writing it anew would end that. */
export function logSteps({ account, workspace }: WantedLogs, is: Found<readonly FoundLogs[]>): ProvisionPlan {
  if (is.state === 'unread')
    return { steps: [], left: unreadLeft(`the diagnostic settings of ${account}`, is) };
  const settings = is.state === 'present' ? is.value : [];
  const here = settings.filter((one) => one.workspace?.toLowerCase() === workspace.toLowerCase());
  const everything = here.some(({ groups }) => groups.some((group) => group.toLowerCase() === 'alllogs'));
  const sent = here.flatMap(({ categories }) => categories.map((one) => one.toLowerCase()));
  // Azure takes a category only once for one workspace.
  const added = everything ? [] : demanded.filter((one) => !sent.includes(one.toLowerCase()));
  if (added.length === 0) return { steps: [], left: [] };
  const own = here.find((one) => one.name.startsWith(settingName) && !one.feedsMore);
  const name = own?.name ?? freeName(settings);
  const categories = [...(own?.categories ?? []), ...added];
  return {
    steps: [{ kind: 'send-logs', account, name, workspace, categories, groups: own?.groups ?? [], added }],
    left: [],
  };
}

function freeName(settings: readonly FoundLogs[]): string {
  const taken = settings.map((one) => one.name.toLowerCase());
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? settingName : `${settingName}-${n}`;
    if (!taken.includes(name)) return name;
  }
}
