import type { PinnedScript } from '../device-action.ts';
import { inPlainSight } from '../plain-sight.ts';
import { readParameters } from '../script/check-parameters.ts';
import type { ScriptParameters } from '../script/script-parameters.ts';
import type { ScriptItem } from './normalised-output.ts';
import type { ScriptValues } from './script-argument.ts';

/** A collection by a collector that others publish: started by a wrapper of ours, looked at until it is over. */
export type Collection =
  | {
      readonly phase: 'start';
      readonly fileName: string; // the collector, in the library
      readonly sha256: string; // hex, of its reviewed version
      readonly option: string | null; // its profile, or how many days back
    }
  | { readonly phase: 'look'; readonly run: string; readonly nth: number };

interface Collector {
  readonly name: string;
  readonly fileParameter: 'archive' | 'script';
  readonly option: 'profile' | 'days';
  readonly optionIs: RegExp;
  readonly folder: string; // where Defender puts a library file, as far as that is known
  readonly made: string; // how the names of what it writes begin
  readonly isFile: (fileName: string) => boolean;
}

const collectors: Readonly<Record<string, Collector>> = {
  'hf-collect-uac.sh': {
    ...{
      name: 'UAC',
      fileParameter: 'archive',
      option: 'profile',
      optionIs: /^[a-z_]{1,64}$/,
      made: 'hf-uac-',
    },
    folder: '', // not documented: the wrapper looks in the folder that it is started in
    isFile: (fileName) => /^uac[\w.-]*\.tar\.gz$/i.test(fileName),
  },
  'hf-collect-dfir.ps1': {
    ...{
      name: 'DFIR-Script.ps1',
      fileParameter: 'script',
      option: 'days',
      optionIs: /^\d{1,3}$/,
      made: 'hf-dfir-',
    },
    folder: 'C:\\ProgramData\\Microsoft\\Windows Defender Advanced Threat Protection\\Downloads\\',
    isFile: (fileName) => fileName.toLowerCase() === 'dfir-script.ps1',
  },
};

/**
 * What a line asks of a collector's wrapper; null: the script is none, or is given its argument by hand. Without
 * parameters, or with the collector's own, a collection is started; with `-run` one is looked at. `pinned`: what is reviewed.
 */
export function readCollection(
  script: string,
  parameters: string | null,
  pinned: readonly PinnedScript[],
): { readonly collection: Collection } | { readonly refusal: string } | null {
  const collector = collectorOf(script);
  const text = parameters?.trim() ?? '';
  if (collector === null || (text !== '' && !text.startsWith('-'))) return null;
  const read = readParameters(script, text, parametersOfCollector(collector));
  if ('refusal' in read) return read;
  const run = read.given.get('run');
  if (run !== undefined) return looked(run, read.given);
  const option = read.given.get(collector.option) ?? null;
  if (option !== null && !collector.optionIs.test(option))
    return { refusal: `${collector.name} has no ${collector.option} “${option}”.` };
  const files = pinned.filter(({ fileName }) => collector.isFile(fileName));
  const named = read.given.get(collector.fileParameter);
  const file = named === undefined ? files[0] : files.find(({ fileName }) => fileName === named);
  if (file === undefined || (named === undefined && files.length > 1))
    return { refusal: whichFile(collector, files) };
  const { fileName, sha256 } = file;
  return { collection: { phase: 'start', fileName, sha256, option } };
}

/** What the wrapper is given. `run`: the id of the line, which names the collection that it starts. */
export function collectionValues(script: string, collection: Collection, run: string): ScriptValues {
  if (collection.phase === 'look') return { phase: 'look', run: collection.run, wait: waitSeconds };
  const { fileName, sha256, option } = collection;
  const collector = collectorOf(script);
  if (collector === null) throw new TypeError(`${script} starts no collection.`);
  const path = `${collector.folder}${fileName}`;
  const value = option !== null && collector.option === 'days' ? Number(option) : option;
  return { phase: 'start', run, [collector.fileParameter]: path, sha256, [collector.option]: value };
}

/** What the wrapper says of its collection, or why nothing follows from it. */
export type CollectionState =
  | { readonly state: 'running'; readonly next: Extract<Collection, { phase: 'look' }> | null }
  | { readonly state: 'ended'; readonly path: string; readonly exitCode: number | null }
  | { readonly state: 'failed' }
  | { readonly state: 'elsewhere' }; // it names a file that is not its own

/** `run`: the id of the line that was answered. */
export function collectionState(
  script: string,
  collection: Collection,
  item: ScriptItem | undefined,
  run: string,
): CollectionState {
  const own = collection.phase === 'start' ? run : collection.run;
  const nth = collection.phase === 'start' ? 1 : collection.nth + 1;
  const { state, path, exitCode } = item ?? {};
  if (state === 'running') return { state, next: nth > mostLooks ? null : { phase: 'look', run: own, nth } };
  if (state !== 'ended') return { state: 'failed' };
  if (typeof path !== 'string' || !isCollectedFile(script, path, own)) return { state: 'elsewhere' };
  return { state, path, exitCode: typeof exitCode === 'number' ? exitCode : null };
}

const waitSeconds = 240; // on the device, well within the ten minutes that a script has
const mostLooks = 60; // four hours; then a person looks
const longestPath = 1_024;

/** By its name in the run's own folder; a device that names another file is not followed there. */
function isCollectedFile(script: string, path: string, run: string): boolean {
  if (path.length > longestPath || inPlainSight(path) !== path) return false;
  const [folder, name] = path.split(/[\\/]/).slice(-2);
  const own = `${collectorOf(script)?.made ?? ''}${run}`;
  return folder === own && name?.startsWith(`${own}.`) === true;
}

function collectorOf(script: string): Collector | null {
  return Object.hasOwn(collectors, script) ? (collectors[script] ?? null) : null;
}

function parametersOfCollector({ fileParameter, option }: Collector): ScriptParameters {
  const text = (description: string) => ({ type: 'string' as const, description });
  return {
    ...{ type: 'object', additionalProperties: false, required: [] },
    properties: {
      [fileParameter]: text('The collector’s file in the library'),
      [option]: text('What to collect'),
      run: text('A collection that was started: how far it is'),
    },
  };
}

function looked(run: string, given: ReadonlyMap<string, string>) {
  if (given.size > 1)
    return { refusal: 'With -run a collection is looked at: nothing else stands beside it.' };
  if (!/^[A-Za-z0-9-]{1,64}$/.test(run)) return { refusal: '-run takes the name of a collection.' };
  return { collection: { phase: 'look', run, nth: 1 } as const };
}

function whichFile({ name, fileParameter }: Collector, files: readonly PinnedScript[]): string {
  if (files.length === 0)
    return `No reviewed ${name} is there: it is uploaded, reviewed and put into the tenant’s library first.`;
  const names = files.map(({ fileName }) => fileName).join(', ');
  return `-${fileParameter} takes the one to use: ${names}.`;
}
