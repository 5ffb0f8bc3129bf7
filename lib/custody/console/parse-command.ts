import { type BoundParameters, bindParameters } from './bind-parameters.ts';
import { closestWord } from './closest-word.ts';
import { commandAliases, commandGrammar, foreignCommands } from './command-grammar.ts';
import { type CommandLine, type CommandName, commandNames } from './console-command.ts';
import { type ReadCommand, readTarget, splitRegistryPath } from './read-target.ts';
import { quoteWord, type Token, tokenise } from './tokenise.ts';

/** A line read; `empty`: nothing was typed. A refusal is one sentence that says what to type instead. */
export type ParsedLine =
  | { readonly kind: 'empty' }
  | { readonly kind: 'command'; readonly line: CommandLine }
  | { readonly kind: 'refused'; readonly refusal: string };

/** Reads one line of the console. Never throws; knows nothing of the device, which `judgeCommand` judges. */
export function parseCommand(text: string): ParsedLine {
  const line = tokenise(text);
  if ('refusal' in line) return refused(line.refusal);
  const [first, ...words] = line.tokens;
  if (first === undefined) {
    return line.background || line.intoFile !== null ? refused('A command is missing.') : { kind: 'empty' };
  }
  const named = commandNamed(first.text);
  if ('refusal' in named) return refused(named.refusal);
  const bound = bindParameters(named.name, commandGrammar[named.name], outputWordNamed(named.name, words));
  if ('refusal' in bound) return refused(runHint(named.name, words) ?? bound.refusal);
  const read = readCommand(named.name, bound);
  if ('refusal' in read) return refused(read.refusal);
  return {
    kind: 'command',
    line: {
      command: read.command,
      output: bound.output ?? 'table',
      auto: bound.auto,
      background: line.background,
      intoFile: line.intoFile,
      notes: named.note === null ? [] : [named.note],
    },
  };
}

function refused(refusal: string): ParsedLine {
  return { kind: 'refused', refusal };
}

type Named = { readonly name: CommandName; readonly note: string | null } | { readonly refusal: string };

function commandNamed(typed: string): Named {
  const word = typed.toLowerCase();
  const known = commandNames.find((name) => name === word);
  if (known !== undefined) return { name: known, note: null };
  const alias = ownValue(commandAliases, word);
  if (alias !== undefined) return { name: alias, note: `${word} is read as ${alias}.` };
  const meant = ownValue(foreignCommands, word) ?? closestWord(word, commandNames);
  const hint = meant === null ? 'Type help for the list.' : `Did you mean ${meant}?`;
  return { refusal: `There is no such command. ${hint}` };
}

function ownValue<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** `connections json` is documented beside `connections -output json`. */
function outputWordNamed(name: CommandName, words: readonly Token[]): readonly Token[] {
  const [word, ...more] = words;
  const spelt = word !== undefined && !word.quoted && /^(json|table)$/i.test(word.text);
  return name === 'connections' && spelt ? [{ text: '-output', quoted: false }, word, ...more] : words;
}

/** People write `run script -sw 8`; the console wants the script's own parameters as one quoted text. */
function runHint(name: CommandName, words: readonly Token[]): string | null {
  const [script, ...rest] = words;
  if (name !== 'run' || script === undefined || rest.length === 0) return null;
  if (rest.some((one) => !one.quoted && one.text.toLowerCase() === '-parameters')) return null;
  const file = script.text.includes('.') ? script.text : `${script.text}.ps1`;
  const parameters = rest.map((one) => one.text).join(' ');
  return `A script’s own parameters go into one quoted text: run ${quoteWord(file)} -parameters "${parameters.replaceAll('"', '""')}"`;
}

function readCommand(name: CommandName, bound: BoundParameters): ReadCommand {
  const value = (parameter: string) => bound.values.get(parameter) ?? null;
  const needed = (parameter: string) => bound.values.get(parameter) ?? '';
  switch (name) {
    case 'cls':
    case 'connect':
    case 'connections':
    case 'drivers':
    case 'jobs':
    case 'persistence':
    case 'services':
    case 'startupfolders':
    case 'trace':
    case 'collect':
    case 'isolate':
    case 'release':
      return { command: { name } };
    case 'cd':
      return { command: { name, path: value('path') } };
    case 'dir':
      return { command: { name, path: value('path'), fullPath: bound.switches.has('full_path') } };
    case 'fg':
    case 'status':
      return { command: { name, jobId: needed('command_id') } };
    case 'fileinfo':
    case 'getfile':
      return { command: { name, path: needed('path') } };
    case 'findfile':
      return readFindfile(needed('name'), value('root'));
    case 'help':
      return readHelp(value('command'));
    case 'processes': {
      const pid = value('pid');
      return { command: { name, pid: pid === null ? null : Number(pid), processName: value('name') } };
    }
    case 'registry': {
      const path = splitRegistryPath(needed('key'));
      return 'refusal' in path ? path : { command: { name, ...path } };
    }
    case 'scheduledtasks':
      return { command: { name, task: value('name') } };
    case 'run':
      return readRun(needed('script'), value('parameters'));
    case 'library':
      return readLibrary(value('action'), value('name'));
    case 'putfile': {
      const fileName = needed('name');
      if (!isLibraryFileName(fileName)) return { refusal: libraryNameRefusal };
      const { switches } = bound;
      return {
        command: { name, fileName, overwrite: switches.has('overwrite'), keep: switches.has('keep') },
      };
    }
    case 'scan':
      return readScan(value('type'));
    case 'analyze':
    case 'remediate':
    case 'undo':
      return readTarget(name, needed('entity').toLowerCase(), value('id'));
  }
}

function readFindfile(fileName: string, root: string | null): ReadCommand {
  if (/[\\/]/.test(fileName)) {
    return {
      refusal: 'findfile takes a file’s name, then the folder to look under: findfile evil.exe C:\\Users',
    };
  }
  return { command: { name: 'findfile', fileName, root } };
}

function readHelp(about: string | null): ReadCommand {
  if (about === null) return { command: { name: 'help', about: null } };
  const named = commandNamed(about);
  return 'refusal' in named ? named : { command: { name: 'help', about: named.name } };
}

/** Source: Microsoft, live response: `; & | ! $` are not allowed in a script's parameters. */
function readRun(script: string, parameters: string | null): ReadCommand {
  if (!isLibraryFileName(script)) return { refusal: libraryNameRefusal };
  const forbidden = parameters?.match(/[;&|!$]/)?.[0];
  if (forbidden !== undefined) {
    return {
      refusal: `A script’s parameters must not hold “${forbidden}”: Defender forbids ; & | ! and $ there.`,
    };
  }
  return { command: { name: 'run', script, parameters } };
}

function readLibrary(action: string | null, fileName: string | null): ReadCommand {
  if (action === null) return { command: { name: 'library', remove: null } };
  if (action.toLowerCase() !== 'delete' || fileName === null) {
    return { refusal: 'Type library to list the files, or library delete <file name>.' };
  }
  if (!isLibraryFileName(fileName)) return { refusal: libraryNameRefusal };
  return { command: { name: 'library', remove: fileName } };
}

function readScan(type: string | null): ReadCommand {
  const depth = type?.toLowerCase() ?? 'quick';
  if (depth !== 'quick' && depth !== 'full') return { refusal: 'A scan is quick or full.' };
  return { command: { name: 'scan', depth } };
}

const libraryNameRefusal = 'A library file’s name has letters, digits, - _ and . only.';

function isLibraryFileName(name: string): boolean {
  return /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/.test(name);
}
