import type { LiveResponseStep } from '../live-response.ts';
import { collectionValues } from './collection.ts';
import type { ConsoleSystem } from './command-row.ts';
import type { ConsoleCommand, RemediationTarget } from './console-command.ts';
import type { ConsoleState } from './console-state.ts';
import { resolvePath } from './resolve-path.ts';
import { type ScriptValues, scriptArgument } from './script-argument.ts';
import { scriptFor } from './script-for.ts';

/** What the command's words must be held against. Digests, names and runs are those that this session recorded. */
export interface PlanSituation {
  readonly system: ConsoleSystem;
  readonly state: ConsoleState;
  readonly run: string; // names this run in the script's answer
  readonly sha256Of: (path: string) => string | null; // of a file that was taken into custody
  readonly nameOf: (pid: number) => string | null; // of a process that was shown
  readonly putAwayBy: (what: string) => string | null; // the run that put a key or a task away
}

/** What goes out for a command. `reputation`: the answer's digest is looked up afterwards. */
export type CommandPlan =
  | { readonly by: 'console' }
  | {
      readonly by: 'live-response';
      readonly steps: readonly LiveResponseStep[];
      readonly reputation: boolean;
    }
  | {
      readonly by: 'response-action';
      readonly act: 'collect-package' | 'isolate' | 'release' | 'quick-scan' | 'full-scan';
    }
  | { readonly by: 'library'; readonly remove: string | null }
  | { readonly by: 'refused'; readonly refusal: string };

/** Turns an allowed command into what Defender is asked. Relative paths are seen from the working folder. */
export function planCommand(command: ConsoleCommand, situation: PlanSituation): CommandPlan {
  switch (command.name) {
    case 'cd':
    case 'cls':
    case 'connect':
    case 'fg':
    case 'help':
    case 'jobs':
    case 'status':
    case 'trace':
      return { by: 'console' };
    case 'connections':
    case 'drivers':
    case 'persistence':
    case 'services':
    case 'startupfolders':
      return byScript(command, situation, {});
    case 'dir':
      return withPath(command.path ?? '.', situation, (path) => byScript(command, situation, { path }));
    case 'fileinfo':
      return withPath(command.path, situation, (path) => byScript(command, situation, { path }));
    case 'findfile':
      return withPath(command.root ?? '.', situation, (root) =>
        byScript(command, situation, { root, name: command.fileName }),
      );
    case 'processes':
      return byScript(command, situation, { pid: command.pid, name: command.processName });
    case 'registry':
      return byScript(command, situation, { key: command.key, value: command.valueName });
    case 'scheduledtasks':
      return byScript(command, situation, { task: command.task });
    case 'getfile':
      return withPath(command.path, situation, (path) => sent([{ type: 'GetFile', path }]));
    case 'putfile':
      return sent([{ type: 'PutFile', fileName: command.fileName }]);
    case 'run':
      return planRun(command, situation);
    case 'analyze':
      return planAnalysis(command, situation);
    case 'remediate':
      return command.target === null ? { by: 'console' } : planRemediation(command.target, situation);
    case 'undo':
      return planUndo(command, situation);
    case 'library':
      return { by: 'library', remove: command.remove };
    case 'collect':
      return { by: 'response-action', act: 'collect-package' };
    case 'isolate':
    case 'release':
      return { by: 'response-action', act: command.name };
    case 'scan':
      return { by: 'response-action', act: command.depth === 'full' ? 'full-scan' : 'quick-scan' };
  }
}

function sent(steps: readonly LiveResponseStep[]): CommandPlan {
  return { by: 'live-response', steps, reputation: false };
}

function byScript(command: ConsoleCommand, situation: PlanSituation, values: ScriptValues): CommandPlan {
  const scriptName = scriptFor(command, situation.system);
  if (scriptName === null) return { by: 'refused', refusal: 'No script of ours does that on this system.' };
  const args = scriptArgument(situation.run, situation.state.folder, values);
  return sent([{ type: 'RunScript', scriptName, args }]);
}

function withPath(typed: string, situation: PlanSituation, plan: (path: string) => CommandPlan): CommandPlan {
  const resolved = resolvePath(situation.system, situation.state.folder, typed);
  return 'refusal' in resolved ? { by: 'refused', refusal: resolved.refusal } : plan(resolved.path);
}

/** A collector's file is put beside its wrapper, which finds it there. */
function planRun(
  { script: scriptName, parameters, collection }: Extract<ConsoleCommand, { name: 'run' }>,
  { run, state }: PlanSituation,
): CommandPlan {
  if (collection === undefined) return sent([{ type: 'RunScript', scriptName, args: parameters }]);
  const args = scriptArgument(run, state.folder, collectionValues(scriptName, collection, run));
  const step = { type: 'RunScript', scriptName, args } as const;
  return sent(
    collection.phase === 'start' ? [{ type: 'PutFile', fileName: collection.fileName }, step] : [step],
  );
}

/** Of a process its image's digest is asked for: the shape of processes has it. */
function planAnalysis(
  command: Extract<ConsoleCommand, { name: 'analyze' }>,
  situation: PlanSituation,
): CommandPlan {
  const { target } = command;
  const plan =
    target.kind === 'file'
      ? planCommand({ name: 'fileinfo', path: target.path }, situation)
      : planCommand({ name: 'processes', pid: target.pid, processName: null }, situation);
  return plan.by === 'live-response' ? { ...plan, reputation: true } : plan;
}

function planRemediation(target: RemediationTarget, situation: PlanSituation): CommandPlan {
  const command = { name: 'remediate', target } as const;
  switch (target.kind) {
    case 'file':
    case 'startup':
      return withPath(target.path, situation, (path) => {
        const sha256 = situation.sha256Of(path);
        if (sha256 === null) {
          return {
            by: 'refused',
            refusal: 'The file is taken into custody first: getfile it, then remediate it.',
          };
        }
        return byScript(command, situation, { path, sha256 });
      });
    case 'process': {
      const name = situation.nameOf(target.pid);
      if (name === null) {
        return { by: 'refused', refusal: `Look at it first: processes -pid ${target.pid}` };
      }
      return byScript(command, situation, { pid: target.pid, name });
    }
    case 'service':
      return byScript(command, situation, { service: target.service });
    case 'scheduledtask':
      return byScript(command, situation, { task: target.task });
    case 'registry':
      if (target.valueName === null) {
        return { by: 'refused', refusal: 'One value is remediated, not a whole key: write key\\\\value.' };
      }
      return byScript(command, situation, { key: target.key, value: target.valueName });
  }
}

function planUndo(command: Extract<ConsoleCommand, { name: 'undo' }>, situation: PlanSituation): CommandPlan {
  const { target } = command;
  if (target.kind === 'file') {
    return withPath(target.path, situation, (path) => byScript(command, situation, { path }));
  }
  const what = target.kind === 'registry' ? [target.key, target.valueName].join('\\\\') : target.task;
  const entry = situation.putAwayBy(what);
  return entry === null
    ? {
        by: 'refused',
        refusal: 'Nothing of that name was put away by Holdfast on this device: see remediate list.',
      }
    : byScript(command, situation, { entry });
}
