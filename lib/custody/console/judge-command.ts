import type { Device } from '../device.ts';
import type { CommandRow, ConsoleSystem, DeviceIdentity } from './command-row.ts';
import { commandRow } from './command-table.ts';
import type { CommandLine, ConsoleCommand } from './console-command.ts';
import { consoleSystem } from './console-state.ts';
import { systemWords } from './help-words.ts';
import { firstNeeded, sameCommand } from './needed-first.ts';
import { existsOn, scriptFor } from './script-for.ts';

/** What decides whether a command may go out, as it is known at the moment of asking. */
export interface CommandSituation {
  readonly device: Pick<Device, 'name' | 'system' | 'health' | 'onboarding'>;
  readonly right: 'none' | 'basic' | 'advanced'; // the person's, on the device's group
  readonly automation: 'set' | 'none' | 'unknown'; // whether the device's group has an automation level
  readonly identities: readonly DeviceIdentity[]; // that are configured
  readonly session: 'open' | 'none';
  readonly ran: readonly ConsoleCommand[]; // in this session, with an answer
  readonly scripts: ReadonlyMap<string, ScriptState>; // by library name; one that is not there is missing
  readonly busy: boolean; // whether another live response runs on the device
  readonly extensions: boolean; // whether commands beyond Microsoft's table are switched on
}

/** How one of the library's scripts stands at the moment. */
export type ScriptState = 'ready' | 'altered' | 'not-reviewed' | 'retired' | 'unsigned';

/** Yes, with what must run before it and what a person should know; or the one reason against it. */
export type CommandVerdict =
  | { readonly allowed: true; readonly first: readonly ConsoleCommand[]; readonly notes: readonly string[] }
  | { readonly allowed: false; readonly because: RefusalCause; readonly sentence: string };

export type RefusalCause =
  | 'session'
  | 'system'
  | 'right'
  | 'group'
  | 'identity'
  | 'device'
  | 'script'
  | 'prerequisite';

/**
 * Whether the line may be carried out. The first thing that stands against it is named, in the order in which a
 * person could do something about it. What is not known is said in a note and never taken for a yes of Defender's.
 */
export function judgeCommand(line: CommandLine, situation: CommandSituation): CommandVerdict {
  const row = commandRow(line.command.name);
  const system = consoleSystem(situation.device.system);
  if (system === null) return refuse('system', 'Live response does not know this device’s operating system.');
  return (
    againstSession(row, situation) ??
    againstSystem(row, line.command, system, situation) ??
    againstRight(row, situation) ??
    (row.delivery.how === 'console' ? null : againstReach(row, line.command, system, situation)) ??
    againstPrerequisite(line, situation) ?? {
      allowed: true,
      first: notYetRun(line.command, situation),
      notes: notesOn(row, line, situation),
    }
  );
}

function refuse(because: RefusalCause, sentence: string): CommandVerdict {
  return { allowed: false, because, sentence };
}

const withoutSession: readonly string[] = ['connect', 'help', 'cls', 'jobs', 'status', 'fg'];

function againstSession(row: CommandRow, { session }: CommandSituation): CommandVerdict | null {
  if (session === 'open' || withoutSession.includes(row.name)) return null;
  return refuse('session', 'There is no session: type connect first.');
}

function againstSystem(
  row: CommandRow,
  command: ConsoleCommand,
  system: ConsoleSystem,
  { extensions }: CommandSituation,
): CommandVerdict | null {
  if (command.name === 'remediate' && command.target !== null && !existsOn(command.target, system)) {
    return refuse('system', `remediate ${command.target.kind} does not exist on ${systemWords(system)}.`);
  }
  if (row.systems.includes(system)) return null;
  if (extensions && row.name === 'connections') return null;
  if (isOwnUndo(command)) return null;
  return refuse(
    'system',
    `${row.name} does not exist on ${systemWords(system)}. ${alternative(row, system)}`.trim(),
  );
}

/** Beyond Microsoft's table: what this product moved, it puts back on every system. */
function isOwnUndo(command: ConsoleCommand): boolean {
  return command.name === 'undo' && command.target.kind === 'file';
}

/** What the product offers where Microsoft's table says no. */
function alternative(row: CommandRow, system: ConsoleSystem): string {
  if (row.name === 'collect') return 'Collect the investigation package from the device’s page.';
  if (row.name === 'isolate' || row.name === 'release' || row.name === 'scan') {
    return 'It is a response action on the device’s page.';
  }
  if (row.name === 'analyze') return 'Use fileinfo and look the digest up.';
  if (row.name === 'undo') return 'undo file puts back a file that Holdfast put away; see remediate list.';
  return system === 'windows' ? '' : 'The investigation package, or a reviewed script with run, may hold it.';
}

function againstRight(row: CommandRow, { right, device }: CommandSituation): CommandVerdict | null {
  if (right === 'none') {
    return refuse('right', `You have no live response right on the device group of ${device.name}.`);
  }
  if (row.role === 'basic' || right === 'advanced') return null;
  return refuse(
    'right',
    `${row.name} needs the advanced live response right; yours on this device is basic.`,
  );
}

function againstReach(
  row: CommandRow,
  command: ConsoleCommand,
  system: ConsoleSystem,
  situation: CommandSituation,
): CommandVerdict | null {
  return (
    againstGroup(row, situation) ??
    againstIdentity(row, situation) ??
    againstDevice(row, situation) ??
    againstScript(command, system, situation)
  );
}

/** The library is the tenant's; only what reaches the device is judged by the device. */
function reachesDevice(row: CommandRow): boolean {
  return row.name !== 'library';
}

function againstGroup(row: CommandRow, { automation }: CommandSituation): CommandVerdict | null {
  if (automation !== 'none' || !reachesDevice(row)) return null;
  return refuse(
    'group',
    'The device’s group has no automation level, so Defender refuses: an administrator sets at least the lowest one.',
  );
}

function againstIdentity(row: CommandRow, { identities }: CommandSituation): CommandVerdict | null {
  const missing = identitiesOf(row).find((identity) => !identities.includes(identity));
  return missing === undefined
    ? null
    : refuse('identity', `Holdfast’s ${identityWords(missing)} identity is not set up in this installation.`);
}

function identitiesOf({ delivery }: CommandRow): readonly DeviceIdentity[] {
  switch (delivery.how) {
    case 'console':
      return [];
    case 'native':
      return [delivery.identity];
    case 'script':
      return ['deviceCollector', 'librarian']; // the librarian checks the pinned digest before each run
    case 'partial':
      return delivery.identities;
  }
}

function identityWords(identity: DeviceIdentity): string {
  switch (identity) {
    case 'deviceReader':
      return 'reader';
    case 'deviceCollector':
      return 'collector';
    case 'deviceResponder':
      return 'responder';
    case 'librarian':
      return 'librarian';
  }
}

function againstDevice(row: CommandRow, { device }: CommandSituation): CommandVerdict | null {
  if (!reachesDevice(row) || device.onboarding === null) return null;
  if (device.onboarding.toLowerCase() === 'onboarded') return null;
  return refuse('device', `${device.name} is not onboarded to Defender, which therefore cannot reach it.`);
}

function againstScript(
  command: ConsoleCommand,
  system: ConsoleSystem,
  { scripts }: CommandSituation,
): CommandVerdict | null {
  if (command.name === 'putfile') return againstPut(command.fileName, scripts);
  const name = scriptFor(command, system);
  if (name === null) return null;
  const sentence = scriptRefusal(name, scripts.get(name) ?? 'missing');
  return sentence === null ? null : refuse('script', sentence);
}

/** It runs nothing, so it need not be reviewed; but what was reviewed is put there as it was reviewed, or not at all. */
function againstPut(fileName: string, scripts: CommandSituation['scripts']): CommandVerdict | null {
  const state = scripts.get(fileName);
  if (state !== 'altered' && state !== 'retired') return null;
  return refuse(
    'script',
    scriptRefusal(fileName, state)?.replace('It does not run', 'It is put nowhere') ?? '',
  );
}

function scriptRefusal(name: string, state: ScriptState | 'missing'): string | null {
  switch (state) {
    case 'ready':
      return null;
    case 'missing':
      return `${name} is not in the tenant’s library: a librarian uploads it.`;
    case 'altered':
      return `${name} in the tenant’s library is not the reviewed version: its SHA-256 differs. It does not run.`;
    case 'not-reviewed':
      return `${name} has not been reviewed by a second person. It does not run.`;
    case 'retired':
      return `${name} is retired. It does not run.`;
    case 'unsigned':
      return `${name} is unsigned, and this tenant’s Defender runs signed PowerShell only.`;
  }
}

function againstPrerequisite(line: CommandLine, situation: CommandSituation): CommandVerdict | null {
  const [missing] = notYetRun(line.command, situation);
  if (missing === undefined || line.auto) return null;
  const { name } = line.command;
  return refuse(
    'prerequisite',
    `${name} needs ${missing.name} of the same thing first: run it, or add -auto to have it run.`,
  );
}

function notYetRun(command: ConsoleCommand, { ran }: CommandSituation): readonly ConsoleCommand[] {
  return firstNeeded(command).filter((one) => !ran.some((earlier) => sameCommand(earlier, one)));
}

function notesOn(row: CommandRow, line: CommandLine, situation: CommandSituation): readonly string[] {
  const { device, automation } = situation;
  const reaches = row.delivery.how !== 'console' && reachesDevice(row);
  const kept = line.command.name === 'putfile' && (line.command.keep || line.command.overwrite);
  return [
    ...(row.delivery.how === 'partial' ? [row.delivery.instead] : []),
    ...(reaches && automation === 'unknown'
      ? ['Whether the device’s group has an automation level is not known; Defender refuses without one.']
      : []),
    ...(reaches && device.onboarding === null ? ['Defender does not say whether it is onboarded.'] : []),
    ...(reaches && device.health !== 'active'
      ? [
          `${device.name} does not report (${device.health}): Defender queues the command for up to three days.`,
        ]
      : []),
    ...(reaches && situation.busy
      ? ['Another live response runs on the device, and Defender takes one at a time: this one waits.']
      : []),
    ...(isUnreviewedPut(line.command, situation)
      ? [
          'Nobody reviewed this file here: the SHA-256 that the library names now is recorded, and compared before and after.',
        ]
      : []),
    ...(isBeyondTable(row, device)
      ? ['Microsoft’s console does not have it on this system: it is an extension of Holdfast’s own.']
      : []),
    ...(kept ? ['Defender’s interface knows neither -overwrite nor -keep: they have no effect here.'] : []),
  ];
}

function isUnreviewedPut(command: ConsoleCommand, { scripts }: CommandSituation): boolean {
  return command.name === 'putfile' && scripts.get(command.fileName) === 'not-reviewed';
}

function isBeyondTable({ systems }: CommandRow, { system: said }: CommandSituation['device']): boolean {
  const system = consoleSystem(said);
  return system !== null && !systems.includes(system);
}
