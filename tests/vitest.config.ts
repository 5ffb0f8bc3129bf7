import { defineConfig } from 'vitest/config';
import { LongestFirst } from './support/longest-first.ts';
import { mutantPlugin } from './support/mutant-plugin.ts';

const alias = [{ find: /^@\//, replacement: new URL('../', import.meta.url).pathname }];

// unit: no I/O, milliseconds. integration: real PostgreSQL, the embedded cloud over HTTP, the real SDKs.
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    allowOnly: false,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        resolve: { alias },
        oxc: { jsx: { runtime: 'automatic' } }, // tsconfig keeps JSX for Next
        test: {
          name: 'unit',
          root: new URL('..', import.meta.url).pathname,
          include: ['tests/unit/**/*.test.ts'],
          sequence: { groupOrder: 0 },
          isolate: false, // nothing there keeps anything between two files
          maxWorkers: 2,
        },
      },
      {
        plugins: [mutantPlugin()],
        resolve: { alias },
        test: {
          name: 'integration',
          root: new URL('..', import.meta.url).pathname,
          include: ['tests/{procedures,adapters,faults}/**/*.test.ts'],
          globalSetup: ['tests/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
          maxWorkers: 3, // on two processors: each file has a database and a cloud of its own; most of their time is waiting
        },
      },
    ],
  },
});
