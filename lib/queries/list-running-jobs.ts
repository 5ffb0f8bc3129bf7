import { type AcquisitionStep, acquisitionSteps } from '../custody/acquisition.ts';
import { stepTitle } from '../custody/acquisition-words.ts';
import type { Device } from '../custody/device.ts';
import type { DeviceAct, DeviceActionState } from '../custody/device-action.ts';
import { defenderActionWords, deviceActTitle } from '../custody/device-action-words.ts';
import { type EvidenceKind, type EvidenceSource, sourceNames } from '../custody/evidence-source.ts';
import type { DefenderAction } from '../custody/live-response.ts';
import { mayDo } from '../custody/permission.ts';
import { type StandingPause, throttledUntil, throttleWords } from '../custody/throttled-until.ts';
import { allOf } from './counted.ts';
import type { Viewer } from './viewer.ts';
import { visibleIncidentWhere } from './visible-incidents.ts';

export interface RunningJob {
  readonly href: string;
  readonly exhibitNumber: string; // or the number of an action on a device
  readonly machineName: string;
  readonly words: string;
  readonly percent: number | null;
}

/** What is under way: of each kind the newest, and how many in all. */
export interface RunningJobs {
  readonly jobs: readonly RunningJob[];
  readonly inAll: number;
}

const mostOfAKind = 20;

/** What is under way in incidents that the viewer may see: acquisitions, and actions on devices, as far as the roles go. */
export async function listRunningJobs(
  viewer: Viewer,
  pauses: readonly StandingPause[] = [],
): Promise<RunningJobs> {
  const [acquisitions, actions] = await Promise.all([
    runningAcquisitions(viewer),
    runningActions(viewer, pauses),
  ]);
  return { jobs: [...acquisitions.jobs, ...actions.jobs], inAll: acquisitions.inAll + actions.inAll };
}

async function runningAcquisitions(viewer: Viewer): Promise<RunningJobs> {
  if (!mayDo(viewer.actor.roles, 'acquisition.read')) return { jobs: [], inAll: 0 };
  const where = {
    state: { in: ['running', 'cancelling'] },
    incident: visibleIncidentWhere(viewer.actor),
  };
  const rows = await viewer.db.acquisition.findMany({
    where,
    orderBy: { createdAt: 'desc' },
    take: mostOfAKind,
    include: {
      evidence: { select: { exhibitNumber: true, kind: true } },
      steps: { orderBy: { position: 'asc' } },
    },
  });
  const jobs = rows.map((row) => {
    const atWork = row.steps.find((step) => step.state !== 'done' && step.state !== 'skipped');
    const done = row.steps.filter((step) => step.state === 'done').length;
    const step = atWork === undefined ? null : stepOf(atWork.step);
    return {
      href: `/acquisitions/${row.id}`,
      exhibitNumber: row.evidence.exhibitNumber,
      machineName: sourceNames(row.source as unknown as EvidenceSource).machine,
      words: `${step === null ? 'Finishing' : stepTitle(step, false, row.evidence.kind as EvidenceKind)}, ${done} of ${row.steps.length} done`,
      percent: percentOf(atWork?.bytesDone ?? null, atWork?.bytesTotal ?? null),
    };
  });
  return { jobs, inAll: await allOf(jobs, mostOfAKind, () => viewer.db.acquisition.count({ where })) };
}

async function runningActions(viewer: Viewer, pauses: readonly StandingPause[]): Promise<RunningJobs> {
  if (!mayDo(viewer.actor.roles, 'device.read')) return { jobs: [], inAll: 0 };
  const where = { endedAt: null, incident: visibleIncidentWhere(viewer.actor) };
  const rows = await viewer.db.deviceAction.findMany({
    where,
    orderBy: { createdAt: 'desc' },
    take: mostOfAKind,
    select: {
      ...{ number: true, act: true, state: true, askedAt: true, cancelWanted: true, seen: true },
      ...{ device: true, incidentId: true, deviceId: true },
    },
  });
  const jobs = rows.map((row) => {
    const seen = row.seen as unknown as DefenderAction | null;
    const [act, state] = [row.act as unknown as DeviceAct, row.state as DeviceActionState];
    const until = throttledUntil({ ...row, act, state }, pauses);
    const where = seen === null ? 'not at Defender yet' : defenderActionWords(seen);
    return {
      href: `/incidents/${row.incidentId}/devices/${row.deviceId}`,
      exhibitNumber: row.number,
      machineName: (row.device as unknown as Device).name,
      words: `${deviceActTitle(act.kind)}: ${until === null ? where : throttleWords(until)}`,
      percent: null,
    };
  });
  return { jobs, inAll: await allOf(jobs, mostOfAKind, () => viewer.db.deviceAction.count({ where })) };
}

function stepOf(name: string): AcquisitionStep | null {
  return acquisitionSteps.find((step) => step === name) ?? null;
}

function percentOf(done: bigint | null, total: bigint | null): number | null {
  return done === null || total === null || total === 0n ? null : Number((done * 100n) / total);
}
