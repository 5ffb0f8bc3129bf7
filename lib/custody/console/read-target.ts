import type {
  ConsoleCommand,
  FileTarget,
  ProcessTarget,
  RegistryTarget,
  RemediationTarget,
} from './console-command.ts';

/** A command's reading, or why there is none. */
export type ReadCommand = { readonly command: ConsoleCommand } | Refusal;

type Refusal = { readonly refusal: string };

/** What analyze, remediate and undo are about: `<entity> <id>`, in Microsoft's words. */
export function readTarget(
  name: 'analyze' | 'remediate' | 'undo',
  entity: string,
  id: string | null,
): ReadCommand {
  if (name === 'remediate' && entity === 'list') {
    return id === null
      ? { command: { name, target: null } }
      : { refusal: 'remediate list takes nothing more.' };
  }
  const target = targetOf(entity, id ?? '');
  if ('refusal' in target) return target;
  switch (name) {
    case 'remediate':
      return notRemediable(target) ?? { command: { name, target } };
    case 'analyze':
      if (target.kind === 'file' || target.kind === 'process') return { command: { name, target } };
      return { refusal: 'analyze takes: file <path> or process <process id>.' };
    case 'undo':
      if (target.kind === 'file' || target.kind === 'registry' || target.kind === 'scheduledtask') {
        return { command: { name, target } };
      }
      return { refusal: 'undo takes: file <path>, registry <key> or scheduledtask <name>.' };
  }
}

/**
 * Splits `key\\value` (two backslashes before the value's name) and writes the hive out in full.
 * A single backslash goes on with the key. Source: Microsoft, live response command examples, registry.
 */
export function splitRegistryPath(path: string): Omit<RegistryTarget, 'kind'> | Refusal {
  const at = path.lastIndexOf('\\\\');
  const [keyText, valueName] = at < 0 ? [path, null] : [path.slice(0, at), path.slice(at + 2)];
  const [hive = '', ...keys] = keyText.split('\\').filter((part) => part !== '');
  const full = hiveNames.get(hive.toUpperCase().replace(/:$/, ''));
  if (full === undefined) {
    return {
      refusal: 'A registry key begins with its hive, as in HKEY_LOCAL_MACHINE\\Software or HKLM\\Software.',
    };
  }
  return { key: [full, ...keys].join('\\'), valueName };
}

const hiveNames: ReadonlyMap<string, string> = new Map(
  [
    ['HKEY_LOCAL_MACHINE', 'HKLM'],
    ['HKEY_CURRENT_USER', 'HKCU'],
    ['HKEY_USERS', 'HKU'],
    ['HKEY_CLASSES_ROOT', 'HKCR'],
    ['HKEY_CURRENT_CONFIG', 'HKCC'],
  ].flatMap(([full = '', short = '']) => [
    [full, full],
    [short, full],
  ]),
);

function targetOf(entity: string, id: string): RemediationTarget | Refusal {
  if (id === '')
    return {
      refusal: 'Say of what kind it is, and which: file <path>, for example, or process <process id>.',
    };
  switch (entity) {
    case 'file':
      return { kind: 'file', path: id } satisfies FileTarget;
    case 'process':
      if (!/^\d{1,10}$/.test(id)) return { refusal: 'A process is named by its id, a whole number.' };
      return { kind: 'process', pid: Number(id) } satisfies ProcessTarget;
    case 'service':
      return { kind: 'service', service: id };
    case 'registry': {
      const path = splitRegistryPath(id);
      return 'refusal' in path ? path : { kind: 'registry', ...path };
    }
    case 'scheduledtask':
    case 'scheduledtasks':
      return { kind: 'scheduledtask', task: id };
    case 'startup':
    case 'startupfolder':
    case 'startupfolders':
      return { kind: 'startup', path: id };
    default:
      return {
        refusal: 'It is one of: file, process, service, registry, scheduledtask, startupfolder.',
      };
  }
}

/** Source: Microsoft, live response: HKEY_USERS is not supported by remediate. */
function notRemediable(target: RemediationTarget): Refusal | null {
  if (target.kind === 'registry' && target.key.split('\\')[0] === 'HKEY_USERS') {
    return { refusal: 'remediate does not support keys under HKEY_USERS.' };
  }
  if (target.kind === 'process' && target.pid < 5) {
    return { refusal: 'The first processes belong to the system and are not stopped.' };
  }
  return null;
}
