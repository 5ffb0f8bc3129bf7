import type { DeviceAct, DeviceActKind, OtherLibraryFile, TakenBefore } from './device-action.ts';
import {
  type DefenderAction,
  type DefenderActionState,
  isOver,
  type LiveResponseStepState,
} from './live-response.ts';

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

/** What a second look at the library showed when a run was over; null: nothing that need be said. */
export function libraryAfterWords(after: readonly OtherLibraryFile[] | null): string | null {
  if (after === null)
    return 'The library could not be asked again when the run ended: whether it held the same files all the time is not known.';
  return after.length === 0 ? null : after.map(otherFileWords).join(' ');
}

function otherFileWords({ fileName, expected, found }: OtherLibraryFile): string {
  const so = `What ran is not known to be the file with SHA-256 ${expected}.`;
  if (found === null) return `The library held no ${fileName} when the run ended. ${so}`;
  if (found === expected)
    return `${fileName} was put into the library again while the run was under way. ${so}`;
  return `The library held another ${fileName} when the run ended (SHA-256 ${found}). ${so}`;
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

/** What Defender says of an action now: of a live response, also of the command that it is at. */
export function defenderActionWords({ state, commands }: Pick<DefenderAction, 'state' | 'commands'>): string {
  const words = defenderStateWords(state);
  const at = commands.find((one) => one.state !== 'completed' && one.state !== 'failed');
  if (isOver(state) || state === 'pending' || at === undefined) return words;
  return `${words}; command ${at.index + 1} of ${commands.length} ${stepStateWords(at.state)}`;
}

function stepStateWords(state: LiveResponseStepState): string {
  switch (state) {
    case 'created':
      return 'waits for its turn';
    case 'submitted':
      return 'is on its way to the device';
    case 'pending-resource':
      return 'waits for its file from the library';
    case 'executing':
      return 'runs';
    case 'completed':
      return 'is done';
    case 'failed':
      return 'failed';
    case 'unknown':
      return 'is in a state that is unknown: Defender used a word that is not documented';
  }
}
