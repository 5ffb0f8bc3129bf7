import type { CommandRow, ConsoleSystem } from './command-row.ts';
import { commandRow, commandTable } from './command-table.ts';
import type { CommandName } from './console-command.ts';

/** What `help <command>` answers, line by line. */
export function helpWords(name: CommandName): readonly string[] {
  const row = commandRow(name);
  return [
    `${row.name}: ${row.description}`,
    ...row.syntax.map((syntax) => `  ${syntax}`),
    `Right: ${row.role}. Systems: ${row.systems.map(systemWords).join(', ')}.`,
    `How: ${deliveryWords(row)}`,
    `On the device: ${row.changes}`,
    ...(row.minutes === null ? [] : [`Runs for at most ${row.minutes} minutes.`]),
  ];
}

/** What `help` answers: one line a command. */
export function helpList(): readonly string[] {
  return commandTable.map((row) => `${row.name.padEnd(15)}${row.description}`);
}

export function systemWords(system: ConsoleSystem): string {
  switch (system) {
    case 'windows':
      return 'Windows and Windows Server';
    case 'macos':
      return 'macOS';
    case 'linux':
      return 'Linux';
  }
}

function deliveryWords({ delivery }: CommandRow): string {
  switch (delivery.how) {
    case 'console':
      return 'In the console; nothing is sent to the device.';
    case 'native':
      return `Defender’s own ${delivery.call}.`;
    case 'script':
      return 'A read-only script of ours from the library, pinned by its SHA-256. Its output has our shape, not Microsoft’s.';
    case 'partial':
      return delivery.instead;
  }
}
