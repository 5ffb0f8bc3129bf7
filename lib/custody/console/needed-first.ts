import type { ConsoleCommand, RemediationTarget } from './console-command.ts';

/**
 * What must have been seen before a command is carried out: digests before a file is taken, the thing itself before
 * it is changed. Source for getfile and remediate: Microsoft, live response (prerequisite commands); that a changed
 * thing is taken as evidence first is our own rule.
 */
export function firstNeeded(command: ConsoleCommand): readonly ConsoleCommand[] {
  switch (command.name) {
    case 'getfile':
      return command.answerTo === undefined && command.collectedBy === undefined
        ? [{ name: 'fileinfo', path: command.path }]
        : []; // a script has printed its digest
    case 'remediate':
      return command.target === null ? [] : beforeChange(command.target);
    case 'analyze':
      return command.target.kind === 'file' ? [{ name: 'fileinfo', path: command.target.path }] : [];
    default:
      return [];
  }
}

/** Whether two commands ask the same of the device. */
export function sameCommand(left: ConsoleCommand, right: ConsoleCommand): boolean {
  return canonical(left) === canonical(right);
}

function beforeChange(target: RemediationTarget): readonly ConsoleCommand[] {
  switch (target.kind) {
    case 'file':
    case 'startup':
      return [
        { name: 'fileinfo', path: target.path },
        { name: 'getfile', path: target.path },
      ];
    case 'process':
      return [{ name: 'processes', pid: target.pid, processName: null }];
    case 'service':
      return [{ name: 'services' }];
    case 'registry':
      return [{ name: 'registry', key: target.key, valueName: target.valueName }];
    case 'scheduledtask':
      return [{ name: 'scheduledtasks', task: target.task }];
  }
}

function canonical(command: ConsoleCommand): string {
  return JSON.stringify(Object.entries(command).sort(([left], [right]) => (left < right ? -1 : 1)));
}
