// Makes the Prisma client from the schema, once per change of either (`npm run generate`, and every start).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const stampFile = `${root}prisma/generated/.schema-sha256`;
const require = createRequire(import.meta.url);

const stamp = createHash('sha256')
  .update(readFileSync(`${root}prisma/schema.prisma`))
  .update(require('prisma/package.json').version)
  .digest('hex');

if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== stamp) generate();

function generate() {
  const cli = `${root}node_modules/prisma/build/index.js`;
  const done = spawnSync(process.execPath, [cli, 'generate'], {
    cwd: root,
    encoding: 'utf8',
    // Generating needs no engine, but Prisma downloads one unless it is told that there is one.
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
  });
  if (done.status !== 0) {
    process.stderr.write(`${done.stdout}${done.stderr}`);
    process.exit(done.status ?? 1);
  }
  writeFileSync(stampFile, stamp);
}
