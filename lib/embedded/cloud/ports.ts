import { createServer, type Server } from 'node:net';
import { readIfThere, writeOwnerOnly } from './owner-only-file.ts';

const services = ['signIn', 'admin', 'arm', 'graph', 'blobPublic', 'blobPrivate', 'diskExport'] as const;
export type CloudPorts = Readonly<Record<(typeof services)[number], number>>;

/**
 * The ports of the local cloud: chosen once, then remembered, because the issuer's address and stored resource
 * links name them. Throws one clear line if a remembered port is in use.
 */
export async function cloudPorts(file: string): Promise<CloudPorts> {
  const remembered = readIfThere(file);
  if (remembered === null) {
    const chosen = await chooseFreePorts();
    writeOwnerOnly(file, `${JSON.stringify(chosen, null, 2)}\n`);
    return chosen;
  }
  const ports = JSON.parse(remembered) as CloudPorts;
  for (const service of services) await requireFree(service, ports[service], file);
  return ports;
}

/** All probes stay open until every port is known, so that no port is handed out twice. */
async function chooseFreePorts(): Promise<CloudPorts> {
  const probes = await Promise.all(services.map(() => listen(0)));
  const numbers = probes.map(portOf);
  await Promise.all(probes.map(close));
  return Object.fromEntries(services.map((service, index) => [service, numbers[index] ?? 0])) as CloudPorts;
}

async function requireFree(service: string, port: number, file: string): Promise<void> {
  try {
    await close(await listen(port));
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
