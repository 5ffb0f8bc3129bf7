import type { ConsoleSystem } from './command-row.ts';
import type { ConsoleCommand, RemediationTarget } from './console-command.ts';
import { resolvePath } from './resolve-path.ts';

type Resolved = { readonly command: ConsoleCommand } | { readonly refusal: string };

/**
 * The command with its paths made absolute, as seen from the working folder: what was asked stays the same when the
 * folder changes, and two ways of naming one file are one.
 */
export function resolveCommand(command: ConsoleCommand, system: ConsoleSystem, folder: string): Resolved {
  const at = (typed: string, build: (path: string) => ConsoleCommand): Resolved => {
    const resolved = resolvePath(system, folder, typed);
    return 'refusal' in resolved ? resolved : { command: build(resolved.path) };
  };
  switch (command.name) {
    case 'cd':
      return command.path === null ? { command } : at(command.path, (path) => ({ ...command, path }));
    case 'dir':
      return at(command.path ?? '.', (path) => ({ ...command, path }));
    case 'fileinfo':
    case 'getfile':
      return at(command.path, (path) => ({ ...command, path }));
    case 'findfile':
      return at(command.root ?? '.', (root) => ({ ...command, root }));
    case 'analyze': {
      const { target } = command;
      return target.kind === 'file'
        ? at(target.path, (path) => ({ ...command, target: { ...target, path } }))
        : { command };
    }
    case 'remediate': {
      const { target } = command;
      return target !== null && isAtPath(target)
        ? at(target.path, (path) => ({ ...command, target: { ...target, path } }))
        : { command };
    }
    case 'undo': {
      const { target } = command;
      return target.kind === 'file'
        ? at(target.path, (path) => ({ ...command, target: { ...target, path } }))
        : { command };
    }
    default:
      return { command };
  }
}

function isAtPath(
  target: RemediationTarget,
): target is Extract<RemediationTarget, { readonly path: string }> {
  return target.kind === 'file' || target.kind === 'startup';
}
