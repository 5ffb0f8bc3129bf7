import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
// The package's own entry expects a bundler that imports .wasm; this one takes the instance by hand.
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';

const require = createRequire(import.meta.url);
// A dependency of the adapter, not of ours: taken from where the adapter has it.
const adapterUtils: { bindMigrationAwareSqlAdapterFactory(adapter: PrismaPg): object } = createRequire(
  require.resolve('@prisma/adapter-pg'),
)('@prisma/driver-adapter-utils');
const schemaFile = fileURLToPath(new URL('../../prisma/schema.prisma', import.meta.url));

interface SchemaEngine {
  diff(params: object): Promise<{ readonly stdout: string | null }>;
}

/** What Prisma's own schema engine would create for prisma/schema.prisma on an empty database. */
export async function schemaDdl(url: string): Promise<string> {
  const content = readFileSync(schemaFile, 'utf8');
  const schemaEngine = await startEngine(url, content);
  const { stdout } = await schemaEngine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] },
    script: true,
    shadowDatabaseUrl: null,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout ?? '';
}

async function startEngine(url: string, content: string): Promise<SchemaEngine> {
  const wasm = require
    .resolve('@prisma/schema-engine-wasm')
    .replace(/schema_engine\.js$/, 'schema_engine_bg.wasm');
  // The glue code is published without types for this way of loading it.
  const glue = engine as unknown as {
    __wbg_set_wasm(exports: WebAssembly.Exports): void;
    SchemaEngine: Record<'new', (options: object, log: () => void, factory: object) => Promise<SchemaEngine>>;
  } & WebAssembly.ModuleImports;
  const { instance } = await WebAssembly.instantiate(readFileSync(wasm), { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  const factory = adapterUtils.bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url }));
  return await glue.SchemaEngine.new({ datamodels: [['schema.prisma', content]] }, () => undefined, factory);
}
