import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { checkExchanges, readExchanges } from './contract-check.ts';

/**
 * A process that holds recorded exchanges against Microsoft's contracts for every test file of a run, so that the
 * contracts are read and compiled once. POST the path of a file of exchanges, get a `ContractReport` as JSON.
 */
async function main(): Promise<void> {
  const server = createServer((request, response) => {
    reportOn(request).then(
      (report) => response.end(JSON.stringify(report)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.once('disconnect', () => process.exit(0)); // the run is over, or it died
  process.send?.(server.address());
}

async function reportOn(request: IncomingMessage) {
  const file = (await request.setEncoding('utf8').toArray()).join('');
  return await checkExchanges(readExchanges(file));
}

await main();
