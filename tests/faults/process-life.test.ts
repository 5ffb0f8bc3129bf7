import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWholeProduct, type WholeProduct } from '../support/whole-product.ts';
import { until } from '../support/worker-process.ts';

let product: WholeProduct;

beforeAll(async () => {
  product = await startWholeProduct();
  await until('a disk is acquired', async () => (await acquire()) !== null); // the incidents have come in
});
afterAll(() => product.close());

describe.each([
  ['database', () => postmaster()],
  ['local cloud', () => partRunning('lib/embedded/cloud/main.ts')],
])('a %s that is killed', (name, pid) => {
  it('is started again, and disks are acquired as before', async () => {
    process.kill(pid(), 'SIGKILL');
    await until(`the ${name} is started again`, () =>
      product.printed().includes(`The ${name} stopped (SIGKILL) and is started again.`),
    );
    await until('a disk is acquired', async () => (await acquire()) !== null);
  });
});

describe('a supervisor that is killed', () => {
  it('leaves no process behind, and the next start finds everything kept', async () => {
    const last = (await acquire()) ?? Number.NaN;
    const parts = descendantsOf(product.supervisor);
    expect(parts).toContain(postmaster());
    expect(parts.length).toBeGreaterThanOrEqual(5);
    process.kill(product.supervisor, 'SIGKILL');
    await until('every part has ended', () => parts.every((pid) => !livingProcesses().has(pid)));
    product = await startWholeProduct(product.home);
    expect(await acquire()).toBe(last + 1);
  });
});

/** The running number of the item that was sealed, or null if none was. */
async function acquire(): Promise<number | null> {
  const incident = ['--incident', 'Web shell on storefront server', '--vm', 'vm-web-03'];
  const disk = ['--disk', 'vm-web-03-data-0', '--reason', 'Preserve before rebuild'];
  const { output, code } = await product.shell('acquire', '--as', 'analyst', ...incident, ...disk, '--wait');
  return code === 0 ? Number(/^EV-\d{4}-(\d{4}) .* sealed$/m.exec(output)?.[1]) : null;
}

function postmaster(): number {
  return Number(readFileSync(join(product.home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0]);
}

function partRunning(script: string): number {
  const parts = descendantsOf(product.supervisor);
  const living = livingProcesses();
  const found = parts.find((pid) => living.get(pid)?.command.includes(script));
  if (found === undefined) throw new Error(`${script} does not run.`);
  return found;
}

function descendantsOf(ancestor: number): number[] {
  const children = [...livingProcesses()].filter(([, { parent }]) => parent === ancestor).map(([pid]) => pid);
  return children.flatMap((pid) => [pid, ...descendantsOf(pid)]);
}

/** Every process of this machine that is not a zombie. */
function livingProcesses(): ReadonlyMap<number, { readonly parent: number; readonly command: string }> {
  const table = execFileSync('ps', ['-axo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' });
  const rows = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , state]) => state !== undefined && !state.startsWith('Z'));
  return new Map(
    rows.map(([pid, parent, , ...command]) => [
      Number(pid),
      { parent: Number(parent), command: command.join(' ') },
    ]),
  );
}
