import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/** Free ports that no other Holdfast will choose until they are released, which is when all of them are listened on. */
export interface ClaimedPorts {
  readonly ports: readonly number[];
  release(): Promise<void>;
}

// Linux lends ports from 32768 on to outgoing connections, which could sit on one that is remembered here.
const lowest = 20_000;
const beyond = 32_768;
const blockSize = 32;
const mostTries = 100;

/**
 * Several free ports of loopback, next to each other. Between choosing a port and listening on it lie seconds, in which
 * another copy that starts at the same time may choose it too: so the first port of the block is held as a claim.
 * In: how many, at most 31. Throws if no block is free.
 */
export async function claimPorts(count: number): Promise<ClaimedPorts> {
  for (let tries = 1; ; tries += 1) {
    const held: Server[] = [];
    try {
      const first = lowest + blockSize * randomInt(Math.floor((beyond - lowest) / blockSize));
      const claim = await listenOn(first);
      held.push(claim);
      const ports = Array.from({ length: count }, (_, at) => first + 1 + at);
      for (const port of ports) held.push(await listenOn(port));
      await Promise.all(held.splice(1).map(closeProbe));
      return { ports, release: () => closeProbe(claim) };
    } catch (error) {
      await Promise.all(held.map(closeProbe));
      if (tries >= mostTries) throw error;
    }
  }
}

/** A server that only holds the port. Rejects if it cannot be had. */
export function listenOn(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

export function closeProbe(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
