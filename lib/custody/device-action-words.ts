import type { DeviceAct, DeviceActKind, TakenBefore } from './device-action.ts';
import type { DefenderActionState } from './live-response.ts';

/** What an act is called in lists. */
export function deviceActTitle(kind: DeviceActKind): string {
  switch (kind) {
    case 'collect-package':
      return 'Investigation package';
    case 'live-response':
      return 'Live response';
    case 'isolate':
      return 'Isolation';
    case 'release':
      return 'Release from isolation';
    case 'scan':
      return 'Antivirus scan';
    case 'stop-and-quarantine':
      return 'Stop and quarantine a file';
    case 'restrict':
      return 'Restriction of programs';
    case 'unrestrict':
      return 'End of the restriction of programs';
  }
}

/** The one plain sentence that a person reads before confirming: what will happen, and what it does to the device. */
export function deviceActPlan(act: DeviceAct, device: string): string {
  const first = `Holdfast will ask Microsoft Defender to ${askedFor(act)} ${device}.`;
  return `${first} ${changesToDevice(act)}`;
}

function askedFor(act: DeviceAct): string {
  switch (act.kind) {
    case 'collect-package':
      return 'collect an investigation package from';
    case 'live-response':
      return `run “${act.line}” on`;
    case 'isolate':
      return act.type === 'Full' ? 'cut off from the network' : 'cut off, but for Outlook and Teams,';
    case 'release':
      return 'end the isolation of';
    case 'scan':
      return `run a ${act.type === 'Full' ? 'full' : 'quick'} antivirus scan on`;
    case 'stop-and-quarantine':
      return `stop and quarantine the file with SHA-1 ${act.sha1}${takenWords(act.taken)} on`;
    case 'restrict':
      return 'let only programs signed by Microsoft run on';
    case 'unrestrict':
      return 'let all programs run again on';
  }
}

function takenWords(taken: TakenBefore | undefined): string {
  if (taken === undefined) return '';
  return 'why' in taken ? ` (not taken before: ${taken.why})` : ` (taken as ${taken.exhibitNumber})`;
}

/** What the act leaves on the device, for the record (custody form field 20). */
export function changesToDevice(act: DeviceAct): string {
  switch (act.kind) {
    case 'collect-package':
      return 'The sensor runs programs of its own there and writes temporary files; nothing is removed, and what arrives is sealed as it came.';
    case 'live-response':
      return 'The sensor starts a program as SYSTEM or root and writes the script and its transcript to the disk; memory, prefetch entries and access times change with it.';
    case 'isolate':
      return 'Its connections break, but for the one to Defender. Take what is volatile first.';
    case 'release':
      return 'It reaches the network again, and is reached from there.';
    case 'scan':
      return 'Files are read, which changes access times; what is found may be quarantined by the device’s own policy.';
    case 'stop-and-quarantine':
      return 'Running copies are stopped and the file is moved into quarantine. Take the file first.';
    case 'restrict':
      return 'Programs that are running are not stopped; others will not start.';
    case 'unrestrict':
      return 'Programs start again as the device’s own policy allows.';
  }
}

export function defenderStateWords(state: DefenderActionState): string {
  switch (state) {
    case 'pending':
      return 'Queued at Defender; begins when the device answers, or is given up after three days';
    case 'in-progress':
      return 'At work on the device';
    case 'succeeded':
      return 'Done';
    case 'failed':
      return 'Failed on the device';
    case 'timed-out':
      return 'Given up: the device did not answer, or did not end, in time';
    case 'cancelled':
      return 'Cancelled';
    case 'unknown':
      return 'Unknown: Defender used a word that is not documented';
  }
}
