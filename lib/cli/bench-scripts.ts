import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import type { BenchRow } from './bench-row.ts';

const buildManifest = z.object({ rootMainFiles: z.array(z.string()).min(1) });
const routeNames = z.record(z.string(), z.string());
const routeScripts = z.object({ entryJSFiles: z.record(z.string(), z.array(z.string())) });

/**
 * JavaScript of every page, gzip, in KB of 1,000 bytes. Next's own = the scripts that the build puts on every page
 * (`rootMainFiles`: React, router, runtime). A route's = those and every script of its layouts, page and the
 * boundaries around them, though a browser fetches the boundaries' only when needed. In: the root of a built clone.
 */
export async function benchScripts(root: string): Promise<BenchRow[]> {
  const next = join(root, '.next');
  const { rootMainFiles } = buildManifest.parse(await readJson(join(next, 'build-manifest.json')));
  const routes = routeNames.parse(await readJson(join(next, 'app-path-routes-manifest.json')));
  const sizeOf = gzipSizes(next);
  const own = await sizeOf(rootMainFiles);
  const rows: BenchRow[] = [];
  for (const [entry, route] of Object.entries(routes).sort()) {
    if (!entry.endsWith('/page') || entry.startsWith('/_')) continue;
    const scripts = await scriptsOf(next, entry);
    rows.push({
      what: `JavaScript of ${route}`,
      unit: 'KB',
      ours: [await sizeOf([...rootMainFiles, ...scripts])],
      baselineName: 'the scripts that Next puts on every page',
      baseline: [own],
      goal: 'at most the baseline + 60 KB',
      notes: '',
    });
  }
  return rows;
}

/** The build writes the list as a script that assigns to `globalThis.__RSC_MANIFEST[entry]`; its value is JSON. */
async function scriptsOf(next: string, entry: string): Promise<string[]> {
  const text = await readFile(join(next, 'server/app', `${entry}_client-reference-manifest.js`), 'utf8');
  const start = text.indexOf('= {', text.indexOf(JSON.stringify(entry))) + 2;
  const json = text.slice(start).trim().replace(/;$/, '');
  const { entryJSFiles } = routeScripts.parse(JSON.parse(json));
  return Object.values(entryJSFiles).flat();
}

function gzipSizes(next: string) {
  const known = new Map<string, number>();
  return async (files: readonly string[]) => {
    let total = 0;
    for (const file of new Set(files)) {
      const size = known.get(file) ?? gzipSync(await readFile(join(next, file))).length;
      known.set(file, size);
      total += size;
    }
    return total / 1000;
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Error('There is no built portal here. Run "npm start" or "npm run build" first.', { cause });
  }
}
