import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const source = new URL('go/check.go', import.meta.url).pathname;
const environment = {
  ...process.env,
  GO111MODULE: 'off',
  GOPATH: '/usr/share/gocode',
  GOFLAGS: '',
  GOPROXY: 'off',
};

/** Asks Go's x/mod packages (see `go/check.go`): one answer for each question. */
export type GoChecker = (questions: readonly string[]) => readonly string[];

/** Builds the checker in `folder`. Throws one plain line if the machine has no Go or not its x/mod packages. */
export function goChecker(folder: string): GoChecker {
  const program = join(folder, 'check-with-go');
  const built = spawnSync('go', ['build', '-o', program, source], { env: environment, encoding: 'utf8' });
  if (built.error !== undefined || /cannot find package|no required module/.test(built.stderr)) {
    const need = 'apt-get install golang-go golang-golang-x-mod-dev';
    throw new Error(`These tests need Go and its x/mod packages in /usr/share/gocode: ${need}`, {
      cause: built.error,
    });
  }
  if (built.status !== 0) throw new Error(`go build ended with ${built.status}:\n${built.stderr}`);
  return (questions) => {
    const { status, stdout, stderr } = spawnSync(program, {
      input: questions.join('\n'),
      cwd: folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`The checker in Go ended with ${status}:\n${stderr}`);
    return stdout.trimEnd().split('\n');
  };
}
