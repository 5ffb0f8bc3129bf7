import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
// What a build stage hands over to the image that runs: neither is in git.
const built = ['.next', 'prisma/generated'];
const neverShipped = ['.next/cache', '.next/dev'].map((path) => join(root, path));

/** A copy as a production image holds it: the tracked files, what was built, and no dev dependency. */
export interface ProductionCopy {
  readonly folder: string;
  /** Runs a program of the copy to its end. Out: all that it printed, and its exit code. */
  run(args: readonly string[], settings: Settings): { readonly output: string; readonly code: number | null };
  /** `npm start`, until it is stopped as a container runtime stops it. */
  start(settings: Settings): RunningProduction;
  remove(): void;
}

type Settings = Readonly<Record<string, string>>;

export interface RunningProduction {
  printed(): string;
  hasEnded(): boolean;
  /** SIGTERM to npm, then what npm's exit leaves to wait for. */
  stop(): Promise<void>;
}

/** Makes the copy with a real `npm ci --omit=dev`, which takes what it can from npm's own cache. */
export function makeProductionCopy(): ProductionCopy {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-production-'));
  for (const file of [...filesOfTheClone(), ...built])
    cpSync(join(root, file), join(folder, file), {
      recursive: true,
      filter: (source) => !neverShipped.includes(source),
    });
  const installed = spawnSync(
    'npm',
    ['ci', '--omit=dev', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'],
    { cwd: folder, env: environment({}), encoding: 'utf8' },
  );
  if (installed.status !== 0) throw new Error(`npm ci failed:\n${installed.stdout}${installed.stderr}`);
  removePeersOfDevelopment(folder);
  return {
    folder,
    run: (args, settings) => {
      const done = spawnSync(process.execPath, [...args], {
        cwd: folder,
        env: environment(settings),
        encoding: 'utf8',
      });
      return { output: `${done.stdout}${done.stderr}`, code: done.status };
    },
    start: (settings) => startIn(folder, settings),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function filesOfTheClone(): readonly string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const names = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\0');
  return names.filter((name) => name !== '' && existsSync(join(root, name)));
}

/** npm keeps a dev dependency that something else names as an optional peer; nothing may lean on that. */
function removePeersOfDevelopment(folder: string): void {
  const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  for (const name of Object.keys(devDependencies))
    rmSync(join(folder, 'node_modules', name), { recursive: true, force: true });
}

function startIn(folder: string, settings: Settings): RunningProduction {
  const npm = spawn('npm', ['start'], {
    cwd: folder,
    env: environment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [npm.stdout, npm.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const closed = once(npm, 'close'); // when the last process that holds its output has ended
  return {
    printed: () => output,
    hasEnded: () => npm.exitCode !== null || npm.signalCode !== null,
    stop: async () => {
      npm.kill('SIGTERM');
      await closed;
    },
  };
}

/** This machine's own variables without any of ours or npm's; the Node that runs the tests comes first. */
function environment(settings: Settings): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) =>
      !/^(HOLDFAST_|DATABASE_URL$|PORT$|NODE_(ENV|OPTIONS)$|VITEST|npm_(package|lifecycle|command))/.test(
        name,
      ),
  );
  const path = [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);
  return { ...Object.fromEntries(own), PATH: path, ...settings } as unknown as NodeJS.ProcessEnv;
}
