import { fileURLToPath } from 'node:url';

/**
 * Where Node keeps what it compiled, TypeScript without its types included (NODE_COMPILE_CACHE): every process of
 * ours starts a third faster from its second start on. Entries carry the Node version and the source's checksum.
 */
export const compileCache = fileURLToPath(
  new URL('../../node_modules/.cache/holdfast-compiled', import.meta.url),
);
