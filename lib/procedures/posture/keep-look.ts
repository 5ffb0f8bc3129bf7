import { randomUUID } from 'node:crypto';
import type { SystemActor } from '../../custody/actor.ts';
import { CustodyError } from '../../custody/custody-error.ts';
import type { CustodyEvent } from '../../custody/custody-event.ts';
import type { CustodyRegister, RegisterDesk } from '../../ports/custody-register.ts';
import type { ControlChange, PostureLook } from '../../ports/posture-state.ts';
import { demandWords } from '../../posture/control.ts';
import { tellWatch } from '../tell-watch.ts';
import { controlPlace } from './control-part.ts';

const actor: SystemActor = { kind: 'system', component: 'posture' };
const mayRecord = ['posture.drift-found', 'posture.drift-mended'] as const;
const noteKey = 'posture';

interface Counts {
  readonly worse: number;
  readonly better: number;
}

/**
 * Keeps a look: drift with its facts and its notification in one transaction, anything else by itself. Out: how much
 * got worse and better; nothing where another worker was faster. `incidents`: whose container a place is, by its scope.
 */
export async function keepLook(
  register: CustodyRegister,
  look: PostureLook,
  incidents: ReadonlyMap<string, string>,
): Promise<Counts> {
  const found = look.changes.filter(isFound);
  const mended = look.changes.filter(({ kind }) => kind === 'better');
  const stream = { kind: 'posture', id: randomUUID() } as const;
  const [first, ...others] = [
    ...found.map((change) => driftEvent('posture.drift-found', stream, change, incidents)),
    ...mended.map((change) => driftEvent('posture.drift-mended', stream, change, incidents)),
  ];
  return await unlessTold({ worse: found.length, better: mended.length }, async () => {
    if (first === undefined) return await register.keepPosture(look);
    await register.record(actor, mayRecord, async (desk) => {
      await desk.savePosture(look);
      await tell(desk, found, incidents);
      return { result: undefined, events: [first, ...others] };
    });
  });
}

/** Also a failure whose value is another one: whoever comes in beside a known stranger must not go unseen. */
function isFound({ kind, after }: ControlChange): boolean {
  return kind === 'worse' || (kind !== 'better' && after.verdict === 'fail');
}

type DriftEvent = CustodyEvent<(typeof mayRecord)[number]>;

function driftEvent(
  type: DriftEvent['type'],
  stream: DriftEvent['stream'],
  { before, after }: ControlChange,
  incidents: ReadonlyMap<string, string>,
): DriftEvent {
  const { key, control, verdict, raw, why, readAt } = after;
  const incidentId = incidents.get(controlPlace(control));
  const subjects = incidentId === undefined ? [] : [`incident:${incidentId}`];
  const detail = {
    control: key,
    demand: demandWords(control),
    place: controlPlace(control),
    before: before === null ? null : { verdict: before.verdict, raw: before.raw },
    after: { verdict, raw },
    why,
    readAt,
  };
  return { type, stream, subjects, reason: null, authority: null, detail };
}

/** One note for the whole tenant: a single assignment can break ten controls. It goes when nothing fails any more. */
async function tell(
  desk: RegisterDesk,
  found: readonly ControlChange[],
  incidents: ReadonlyMap<string, string>,
): Promise<void> {
  const worst = found.find(({ after }) => after.verdict === 'fail') ?? found[0];
  if (worst === undefined) {
    if ((await desk.failingControls()) === 0) await desk.withdrawNotification(noteKey);
    return;
  }
  const fails = worst.after.verdict === 'fail';
  const what = fails ? 'Azure no longer agrees' : 'Azure can no longer be asked';
  const more = found.length === 1 ? '' : ` And ${found.length - 1} more.`;
  const title = `${what}: ${demandWords(worst.after.control)}${more}`;
  // The container's name would tell of an incident that not everybody may see.
  const isIncidents = incidents.has(controlPlace(worst.after.control));
  const href = isIncidents ? '/posture' : `/posture?control=${encodeURIComponent(worst.after.key)}`;
  await tellWatch(desk, { key: noteKey, level: fails ? 'error' : 'warning', title, href }, null);
}

/** Another process that saw the same change recorded it; nothing is left to say. */
async function unlessTold(counts: Counts, say: () => Promise<void>): Promise<Counts> {
  try {
    await say();
    return counts;
  } catch (error) {
    if (error instanceof CustodyError && error.code === 'conflict') return { worse: 0, better: 0 };
    throw error;
  }
}
