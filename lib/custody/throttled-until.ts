import { collects, type DeviceAct, type DeviceActionState } from './device-action.ts';

/** Microsoft has asked one identity to wait at one interface of Defender. */
export interface StandingPause {
  readonly identity: 'reader' | 'collector' | 'responder' | 'librarian';
  readonly api: string; // as ports/call-budget.ts counts them
  readonly until: Date;
}

/** Of an action what says whom Defender is asked as next. */
interface NextStep {
  readonly act: DeviceAct;
  readonly state: DeviceActionState;
  readonly askedAt: Date | null; // Defender may have it already
  readonly cancelWanted: boolean;
}

type Place = Pick<StandingPause, 'identity' | 'api'>;

/** Until when Microsoft lets an action go no further, ISO 8601; null: nothing of the kind holds it up. Pure. */
export function throttledUntil(action: NextStep, pauses: readonly StandingPause[]): string | null {
  const places = placesOf(action);
  const ends = pauses
    .filter(({ identity, api }) => places.some((one) => one.identity === identity && one.api === api))
    .map(({ until }) => until.getTime());
  return ends.length === 0 ? null : new Date(Math.max(...ends)).toISOString();
}

function placesOf({ act, state, askedAt, cancelWanted }: NextStep): readonly Place[] {
  const sender = collects(act.kind) ? 'collector' : 'responder';
  const follows: Place = { identity: 'reader', api: 'machine-actions' };
  switch (state) {
    case 'requested': {
      const isLive = act.kind === 'live-response';
      return [
        { identity: 'reader', api: 'machines' },
        { identity: sender, api: isLive ? 'run-live-response' : 'machine-actions' },
        ...(isLive && act.scripts.length > 0 ? [{ identity: 'librarian', api: 'library' } as const] : []),
        ...(askedAt === null ? [] : [follows]),
      ];
    }
    case 'submitted':
      return [follows, ...(cancelWanted ? [{ identity: sender, api: 'machine-actions' } as const] : [])];
    case 'proposed':
    case 'refused':
    case 'withdrawn':
    case 'ended':
      return [];
  }
}

/** In: until when, ISO 8601 in UTC. Such a pause lasts minutes at most, so the day is left out. Pure. */
export function throttleWords(until: string): string {
  return `Throttled by Microsoft until ${until.slice(11, 19)} UTC`;
}
