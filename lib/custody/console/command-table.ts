import { advancedCommands } from './advanced-commands.ts';
import { basicCommands } from './basic-commands.ts';
import type { CommandRow } from './command-row.ts';
import type { CommandName } from './console-command.ts';

/** All thirty rows, in Microsoft's order. */
export const commandTable: readonly CommandRow[] = [...basicCommands, ...advancedCommands];

const rows: ReadonlyMap<CommandName, CommandRow> = new Map(commandTable.map((row) => [row.name, row]));

/** The row of a command; the table has one for each name (a test holds the two together). */
export function commandRow(name: CommandName): CommandRow {
  const row = rows.get(name);
  if (row === undefined) throw new TypeError(`No row for the command ${name}.`);
  return row;
}
