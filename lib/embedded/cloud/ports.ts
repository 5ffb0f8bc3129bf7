import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { readIfThere, writeOwnerOnly } from './owner-only-file.ts';

const services = [
  'signIn',
  'admin',
  'arm',
  'graph',
  'blobPublic',
  'blobPrivate',
  'diskExport',
  'timestamps',
  'vault',
  'logs',
  'defender',
] as const;
type CloudService = (typeof services)[number];
export type CloudPorts = Readonly<Record<CloudService, number>>;

/**
 * The ports of the local cloud: chosen once, then remembered, because the issuer's address and stored resource
 * links name them. A service that came with a newer version gets its port now. Throws one clear line if a remembered
 * port is in use.
 */
export async function cloudPorts(file: string): Promise<CloudPorts> {
  const remembered = JSON.parse(readIfThere(file) ?? '{}') as Partial<CloudPorts>;
  const known = services.filter((service) => remembered[service] !== undefined);
  const added = services.filter((service) => remembered[service] === undefined);
  const probes: Server[] = []; // open until every port is known, so that no port is handed out twice
  const chosen: [CloudService, number][] = [];
  try {
    for (const service of [...known, ...added]) {
      const port = remembered[service];
      const probe = port === undefined ? await anyPort() : await probePort(service, port, file);
      probes.push(probe);
      chosen.push([service, portOf(probe)]);
    }
  } finally {
    await Promise.all(probes.map(close));
  }
  const ports = Object.fromEntries(chosen) as CloudPorts;
  if (added.length > 0) writeOwnerOnly(file, `${JSON.stringify(ports, null, 2)}\n`);
  return ports;
}

// Linux lends ports from 32768 on to outgoing connections, which could sit on one that is remembered here.
const lowest = 20_000;
const beyond = 32_768;
const mostTries = 100;

async function anyPort(): Promise<Server> {
  for (let tries = 1; ; tries += 1)
    try {
      return await listen(randomInt(lowest, beyond));
    } catch (error) {
      if (tries >= mostTries) throw error;
    }
}

async function probePort(service: CloudService, port: number, file: string): Promise<Server> {
  try {
    return await listen(port);
  } catch (error) {
    throw new Error(
      `Port ${port}, which the local cloud keeps for ${service}, cannot be used (${error instanceof Error ? error.message : String(error)}). Stop what listens there, or delete ${file} to choose new ports.`,
      { cause: error },
    );
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
