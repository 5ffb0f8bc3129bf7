import { commandGrammar } from './command-grammar.ts';
import type { ConsoleSystem } from './command-row.ts';
import { commandTable } from './command-table.ts';
import { type CommandName, commandNames } from './console-command.ts';
import { quoteWord } from './tokenise.ts';

/** What completion may offer. Paths are those that an earlier dir or findfile of the session showed. */
export interface CompletionSources {
  readonly system: ConsoleSystem;
  readonly right: 'basic' | 'advanced';
  readonly scripts: readonly string[]; // that may run
  readonly libraryFiles: readonly string[];
  readonly paths: readonly string[];
  readonly jobIds: readonly string[];
}

/** The lines that the typed one may become, at most twenty; empty where nothing is known to follow. */
export function completeCommand(text: string, sources: CompletionSources): readonly string[] {
  const line = text.trimStart();
  const at = line.search(/\s/);
  if (at < 0) return startingWith(line.toLowerCase(), commandsFor(sources)).map((name) => `${name} `);
  const name = commandNames.find((one) => one === line.slice(0, at).toLowerCase());
  if (name === undefined) return [];
  const before = line.replace(/(?:"[^"]*|\S*)$/, '');
  const typed = line.slice(before.length);
  return startingWith(typed, wordsAfter(name, before, typed, sources))
    .filter((word) => word !== typed)
    .map((word) => before + word);
}

function commandsFor({ system, right }: CompletionSources): readonly CommandName[] {
  return commandTable
    .filter((row) => row.systems.includes(system) || row.name === 'undo') // of a file, on every system
    .filter((row) => row.role === 'basic' || right === 'advanced')
    .map((row) => row.name);
}

function wordsAfter(
  name: CommandName,
  before: string,
  typed: string,
  sources: CompletionSources,
): readonly string[] {
  if (/-output\s+$/i.test(before)) return ['json', 'table'];
  if (typed.startsWith('-')) {
    return [...commandGrammar[name].map((one) => `-${one.name}`), '-output', '-auto'];
  }
  const first = before.trim().split(/\s+/).length === 1;
  return first ? firstWords(name, sources) : laterWords(name, sources);
}

function firstWords(name: CommandName, sources: CompletionSources): readonly string[] {
  switch (name) {
    case 'help':
      return commandNames;
    case 'fg':
    case 'status':
      return sources.jobIds;
    case 'run':
      return sources.scripts;
    case 'putfile':
      return sources.libraryFiles;
    case 'library':
      return ['delete'];
    case 'scan':
      return ['quick', 'full'];
    case 'analyze':
      return ['file', 'process'];
    case 'remediate':
      return ['file', 'process', 'service', 'registry', 'scheduledtask', 'startupfolder', 'list'];
    case 'undo':
      return ['file', 'registry', 'scheduledtask'];
    case 'cd':
    case 'dir':
    case 'fileinfo':
    case 'getfile':
      return sources.paths.map(quoteWord);
    default:
      return [];
  }
}

function laterWords(name: CommandName, sources: CompletionSources): readonly string[] {
  switch (name) {
    case 'library':
      return sources.libraryFiles;
    case 'findfile':
    case 'analyze':
    case 'remediate':
    case 'undo':
      return sources.paths.map(quoteWord);
    default:
      return [];
  }
}

function startingWith(typed: string, words: readonly string[]): readonly string[] {
  const wanted = typed.replace(/^"/, '').toLowerCase();
  return words.filter((word) => word.replace(/^"/, '').toLowerCase().startsWith(wanted)).slice(0, 20);
}
