import type { ConsoleCommand } from '../../custody/console/console-command.ts';
import { quoteWord } from '../../custody/console/tokenise.ts';

/** A command that was run because another one needs it first, as a person would type it. */
export function commandText(command: ConsoleCommand): string {
  switch (command.name) {
    case 'fileinfo':
    case 'getfile':
      return `${command.name} ${quoteWord(command.path)}`;
    case 'processes':
      return command.pid === null ? 'processes' : `processes -pid ${command.pid}`;
    case 'registry': {
      const value = command.valueName === null ? '' : `\\\\${command.valueName}`;
      return `registry ${quoteWord(`${command.key}${value}`)}`;
    }
    case 'scheduledtasks':
      return command.task === null ? 'scheduledtasks' : `scheduledtasks ${quoteWord(command.task)}`;
    case 'run': {
      const parameters = command.parameters === null ? '' : ` -parameters "${command.parameters}"`;
      return `run ${command.script}${parameters}`;
    }
    default:
      return command.name;
  }
}
