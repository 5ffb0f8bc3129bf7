import type { DeviceAct, DeviceActionState } from './device-action.ts';
import type { DefenderActionState } from './live-response.ts';

/** Whether a device is cut off, by what was asked of it here; nothing of what is done in Microsoft's own portal. */
export interface Isolation {
  readonly state: 'isolated' | 'isolated-selectively' | 'released';
  readonly at: string; // when the act ended, as Holdfast saw it
}

interface Ended {
  readonly act: DeviceAct;
  readonly state: DeviceActionState;
  readonly seen: { readonly state: DefenderActionState } | null;
  readonly endedAt: string | null;
}

/** By the newest act that Defender said was done. In: newest first. Null: none was. */
export function isolationAsAsked(actions: readonly Ended[]): Isolation | null {
  for (const { act, state, seen, endedAt } of actions) {
    if (state !== 'ended' || seen?.state !== 'succeeded' || endedAt === null) continue;
    if (act.kind === 'release') return { state: 'released', at: endedAt };
    if (act.kind === 'isolate')
      return { state: act.type === 'Full' ? 'isolated' : 'isolated-selectively', at: endedAt };
  }
  return null;
}

export function isolationWords(state: Isolation['state']): string {
  switch (state) {
    case 'isolated':
      return 'Isolated';
    case 'isolated-selectively':
      return 'Isolated, but for Outlook and Teams';
    case 'released':
      return 'Released';
  }
}
