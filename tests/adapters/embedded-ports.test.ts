import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudPorts } from '../../lib/embedded/cloud/ports.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-ports-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The ports of one start that listens at once. */
async function portsOf(file: string) {
  const { ports, listening } = await cloudPorts(file);
  await listening();
  return ports;
}

describe('the ports of the local cloud', () => {
  it('are all different and stay the same at the next start', async () => {
    const file = join(folder, 'ports.json');
    const first = await portsOf(file);
    expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
    expect(await portsOf(file)).toEqual(first);
  });

  it('stay the same when a newer version adds a service, which gets one of its own', async () => {
    const file = join(folder, 'older.json');
    const { timestamps: _added, ...older } = await portsOf(file);
    writeFileSync(file, JSON.stringify(older));
    const newer = await portsOf(file);
    expect(newer).toMatchObject(older);
    expect(Object.values(older)).not.toContain(newer.timestamps);
    expect(await portsOf(file)).toEqual(newer);
  });

  it('are chosen by no other copy that starts while this one does not listen yet', async () => {
    const copies = Array.from({ length: 40 }, (_, at) => cloudPorts(join(folder, `copy-${at}.json`)));
    const chosen = await Promise.all(copies);
    const ports = chosen.flatMap(({ ports }) => Object.values(ports));
    expect(new Set(ports).size).toBe(ports.length);
    await Promise.all(chosen.map(({ listening }) => listening()));
  });

  it('name the service and the way out when one is in use', async () => {
    const file = join(folder, 'taken.json');
    const { arm } = await portsOf(file);
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(arm, '127.0.0.1', resolve));
    await expect(cloudPorts(file)).rejects.toThrow(
      new RegExp(`Port ${arm}, which the local cloud keeps for arm`),
    );
    await new Promise((resolve) => other.close(resolve));
    expect(readFileSync(file, 'utf8')).toContain(String(arm));
  });
});
