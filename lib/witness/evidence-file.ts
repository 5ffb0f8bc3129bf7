import { join } from 'node:path';
import { sha256 } from '../hashing/merkle-hash.ts';
import { appendDurably, readIfThere } from './durable-file.ts';
import type { HeldCheckpoint } from './held-checkpoint.ts';
import type { Refusal, SignedRequest } from './judge-request.ts';

/** Signed requests that contradict what the witness cosigned: what a log's operator would have to explain. */
export interface EvidenceFile {
  /** Adds the whole request and the note held, unless this checkpoint was kept before. */
  keep(signed: SignedRequest, body: string, held: HeldCheckpoint, refusal: Refusal, at: Date): Promise<void>;
}

/**
 * Opens `<folder>/contradictions.jsonl`, one JSON object a line, which only ever grows. A checkpoint is kept once:
 * only the log can make new ones, so that nobody else can fill the disk by repeating them.
 */
export async function evidenceFile(folder: string): Promise<EvidenceFile> {
  const file = join(folder, 'contradictions.jsonl');
  const before = (await readIfThere(file)) ?? '';
  const kept = new Set(before.split('\n').flatMap(digestOfLine));
  // A line that a power failure cut short stays as it is; the next one begins on its own.
  let separator = before === '' || before.endsWith('\n') ? '' : '\n';
  return {
    keep: async ({ text, checkpoint }, body, held, { status }, at) => {
      const digest = Buffer.from(sha256(new TextEncoder().encode(text))).toString('hex');
      if (kept.has(digest)) return;
      const line = JSON.stringify({
        at: at.toISOString(),
        origin: checkpoint.origin,
        status,
        checkpoint: digest,
        held: held.note,
        request: body,
      });
      kept.add(digest); // before the wait: two equal requests at once are one
      try {
        await appendDurably(file, `${separator}${line}\n`);
        separator = '';
      } catch (error) {
        kept.delete(digest);
        throw error;
      }
    },
  };
}

function digestOfLine(line: string): string[] {
  try {
    const entry: unknown = JSON.parse(line);
    const hasDigest = typeof entry === 'object' && entry !== null && 'checkpoint' in entry;
    return hasDigest && typeof entry.checkpoint === 'string' ? [entry.checkpoint] : [];
  } catch (error) {
    if (error instanceof SyntaxError) return []; // cut short, or the empty end
    throw error;
  }
}
