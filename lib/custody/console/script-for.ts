import type { ConsoleSystem } from './command-row.ts';
import { commandRow } from './command-table.ts';
import type { ConsoleCommand, RemediationTarget } from './console-command.ts';

/** The library script that carries a command out on a system; null: none does, or there is none for that system. */
export function scriptFor(command: ConsoleCommand, system: ConsoleSystem): string | null {
  if (command.name === 'run') return command.script;
  if (command.name === 'remediate') {
    return command.target === null ? null : `${remediationScript(command.target)}${ending(system)}`;
  }
  const { delivery } = commandRow(command.name);
  if (delivery.how !== 'script' && delivery.how !== 'partial') return null;
  return system === 'windows' ? delivery.scripts.windows : delivery.scripts.posix;
}

/** Whether a thing of that kind exists on a system at all. */
export function existsOn(target: RemediationTarget, system: ConsoleSystem): boolean {
  return (
    system === 'windows' ||
    target.kind === 'file' ||
    target.kind === 'process' ||
    (target.kind === 'service' && system === 'linux')
  );
}

function remediationScript(target: RemediationTarget): string {
  switch (target.kind) {
    case 'file':
    case 'startup':
      return 'hf-quarantine';
    case 'process':
      return 'hf-stop-process';
    case 'service':
    case 'registry':
    case 'scheduledtask':
      return 'hf-remove-persistence';
  }
}

function ending(system: ConsoleSystem): string {
  return system === 'windows' ? '.ps1' : '.sh';
}
