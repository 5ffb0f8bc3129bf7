import type { Server } from 'node:net';
import { claimPorts, closeProbe, listenOn } from '../claim-ports.ts';
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
  'referenceVault',
  'logs',
  'defender',
] as const;
type CloudService = (typeof services)[number];
export type CloudPorts = Readonly<Record<CloudService, number>>;

/** Ports to listen on, and what to call when all of them are listened on. */
export interface ChosenPorts {
  readonly ports: CloudPorts;
  listening(): Promise<void>;
}

/**
 * The ports of the local cloud: chosen once, then remembered, because the issuer's address and stored resource
 * links name them. A service that came with a newer version gets its port now. Throws one clear line if a remembered
 * port is in use.
 */
export async function cloudPorts(file: string): Promise<ChosenPorts> {
  const remembered = JSON.parse(readIfThere(file) ?? '{}') as Partial<CloudPorts>;
  const added = services.filter((service) => remembered[service] === undefined);
  const probes: Server[] = []; // open until every port is known, so that no remembered one is handed out again
  try {
    for (const service of services) {
      const port = remembered[service];
      if (port !== undefined) probes.push(await probePort(service, port, file));
    }
    const claimed = await claimPorts(added.length);
    const chosen = Object.fromEntries(added.map((service, at) => [service, claimed.ports[at]]));
    const ports = { ...remembered, ...chosen } as CloudPorts;
    if (added.length > 0) writeOwnerOnly(file, `${JSON.stringify(ports, null, 2)}\n`);
    return { ports, listening: claimed.release };
  } finally {
    await Promise.all(probes.map(closeProbe));
  }
}

async function probePort(service: CloudService, port: number, file: string): Promise<Server> {
  try {
    return await listenOn(port);
  } catch (error) {
    throw new Error(
      `Port ${port}, which the local cloud keeps for ${service}, cannot be used (${error instanceof Error ? error.message : String(error)}). Stop what listens there, or delete ${file} to choose new ports.`,
      { cause: error },
    );
  }
}
