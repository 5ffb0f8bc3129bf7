import type { DeviceSystem } from '../device.ts';
import type { ConsoleSystem } from './command-row.ts';
import type { ConsoleCommand } from './console-command.ts';
import { resolvePath } from './resolve-path.ts';

/** What one person's console on one device remembers. */
export interface ConsoleState {
  readonly folder: string; // absolute
  readonly trace: boolean;
}

/** How long a session stands without a command. Source: Microsoft, live response, session limits. */
export const idleMinutes = 30;

/** Which column of the command table a device belongs to; null: Microsoft's console does not know the system. */
export function consoleSystem(system: DeviceSystem): ConsoleSystem | null {
  switch (system) {
    case 'windows':
    case 'windows-server':
      return 'windows';
    case 'macos':
      return 'macos';
    case 'linux':
      return 'linux';
    case 'other':
      return null;
  }
}

/** Microsoft's console begins in the sensor's download folder; where it begins off Windows is not documented. */
export function firstState(system: ConsoleSystem): ConsoleState {
  const folder =
    system === 'windows'
      ? 'C:\\ProgramData\\Microsoft\\Windows Defender Advanced Threat Protection\\Downloads'
      : '/';
  return { folder, trace: false };
}

/** The state after a command that only the console carries out; unchanged for every other, and for a refused path. */
export function stateAfter(
  state: ConsoleState,
  command: ConsoleCommand,
  system: ConsoleSystem,
): ConsoleState {
  if (command.name === 'trace') return { ...state, trace: !state.trace };
  if (command.name !== 'cd' || command.path === null) return state;
  const resolved = resolvePath(system, state.folder, command.path);
  return 'refusal' in resolved ? state : { ...state, folder: resolved.path };
}

/** "C:\Users>" */
export function promptWords(state: ConsoleState): string {
  return `${state.folder}>`;
}

/** Whether a session that heard its last command then is closed by now. */
export function isIdle(lastCommandAt: Date, now: Date): boolean {
  return now.getTime() - lastCommandAt.getTime() >= idleMinutes * 60_000;
}
