import { findInstance } from './instance.ts';
import { commonOptions, parseOptions } from './parse-options.ts';

/**
 * `holdfast checkpoint`: the newest signed note, or with --vkey the keys that verify it, the former ones
 * behind `#`. Needs no sign-in.
 */
export async function checkpoint(args: readonly string[]): Promise<number> {
  const options = parseOptions(args, { ...commonOptions, vkey: { type: 'boolean', default: false } });
  const { url } = await findInstance(options.url);
  const text = await read(new URL(options.vkey ? '/api/ledger/keys' : '/api/ledger/checkpoint', url));
  const field = options.vkey ? keysIn(text) : { checkpoint: text };
  process.stdout.write(options.json ? `${JSON.stringify(field)}\n` : text);
  return 0;
}

function keysIn(text: string): {
  readonly verifierKeys: readonly string[];
  readonly former: readonly string[];
} {
  const lines = text.trim().split('\n');
  const isFormer = (line: string) => line.startsWith('#');
  return {
    verifierKeys: lines.filter((line) => !isFormer(line)),
    former: lines.filter(isFormer).map((line) => line.slice(2)),
  };
}

async function read(url: URL): Promise<string> {
  let response: Response;
  try {
    response = await fetch(url, { redirect: 'error' });
  } catch (error) {
    throw new Error(`The portal at ${url.origin} does not answer. Is it running?`, { cause: error });
  }
  const text = await response.text();
  if (!response.ok)
    throw new Error(response.status === 404 ? text.trim() : `The portal answered ${response.status}.`);
  return text;
}
