import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { BagPart } from '../bundle/bag/bag-file.ts';
import { writeBag } from '../bundle/bag/write-bag.ts';
import { zipStream } from '../bundle/bag/zip-stream.ts';

// In a process of its own, so that its memory is that of writing a bundle and of nothing else.
const [, , disk = '', times = '1'] = process.argv;
const pieceBytes = 4 * 1024 * 1024; // as evidence leaves

async function* parts(): AsyncGenerator<BagPart> {
  const size = BigInt((await stat(disk)).size);
  for (let n = 0; n < Number(times); n += 1) {
    const pieces = createReadStream(disk, { highWaterMark: pieceBytes });
    yield { file: { path: `evidence/EV-${n}.vhd`, size, pieces } };
  }
}

const [began, before] = [performance.now(), process.cpuUsage()];
for await (const _ of zipStream(
  'bench',
  writeBag(parts(), [], async () => undefined),
));
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  JSON.stringify({
    seconds: (performance.now() - began) / 1000,
    processorSeconds: (user + system) / 1e6,
    memoryMiB: process.resourceUsage().maxRSS / 1024,
  }),
);
