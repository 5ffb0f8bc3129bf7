import { createServer } from 'node:net';

/**
 * The port of the PORT setting, 3000 without one, if nothing listens there on `host`; otherwise throws one clear
 * line. Asked before the start: else the health page of whatever listens there would be taken for ours.
 */
export async function freePort(setting: string | undefined, host: string): Promise<number> {
  const port = Number(setting ?? '3000');
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new Error(`PORT must be a whole number from 1 to 65535, not "${setting}".`);
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(inWords(error, port)));
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
  return port;
}

function inWords(error: NodeJS.ErrnoException, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new Error(
        `Port ${port} is in use. Stop what listens there, or choose another: PORT=3001 npm start`,
        {
          cause: error,
        },
      );
    case 'EACCES':
      return new Error(
        `Port ${port} may not be used by this account. Choose one above 1023: PORT=3000 npm start`,
        { cause: error },
      );
    default:
      return new Error(`Port ${port} cannot be used: ${error.message}`, { cause: error });
  }
}
