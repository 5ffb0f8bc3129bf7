import type { EventWords } from './event-tone.ts';
import type { EventFact } from './recorded-event.ts';
import { systemWords } from './script/script-version.ts';
import type { ScriptEventShapes } from './script-event.ts';

/** A fact of the script library. */
type ScriptFact = Extract<EventFact, { readonly type: keyof ScriptEventShapes }>;

/** Puts such a fact into words. Pure; says only what the fact itself says. */
export function scriptEventWords({ type, detail }: ScriptFact): EventWords {
  switch (type) {
    case 'script.uploaded': {
      const ends = detail.normalised ? ' Its line ends were made LF before it was hashed.' : '';
      const sentence = `${versionWords(detail)}, for ${systemWords(detail.systems)}: “${detail.description}”${ends}`;
      return { title: 'Script uploaded', sentence, tone: 'began' };
    }
    case 'script.released': {
      const drafts = detail.scripts.filter(({ state }) => state === 'draft').length;
      const sentence = `${detail.scripts.length} came with the product, each pinned by its SHA-256; drafts: ${drafts}.`;
      return { title: 'Scripts of the product listed', sentence, tone: 'step' };
    }
    case 'script.reviewed': {
      const instead = detail.supersedes === null ? '' : ` It replaces version ${detail.supersedes.n}.`;
      const sentence = `${versionWords(detail)} may run, by decision ${detail.proposal}.${instead}`;
      return { title: 'Script reviewed', sentence, tone: 'good' };
    }
    case 'script.retired': {
      const before = detail.wasReviewed ? 'It runs no more.' : 'It was never reviewed.';
      return { title: 'Script retired', sentence: `${versionWords(detail)}. ${before}`, tone: 'step' };
    }
    case 'library.drift-found': {
      const by = detail.changedBy === null ? '' : ` Defender says: by ${detail.changedBy}.`;
      const sentence = `${detail.fileName} has SHA-256 ${detail.found}; reviewed is ${detail.pinned}. It does not run.${by}`;
      return { title: 'A file of Defender’s library is another one', sentence, tone: 'bad' };
    }
    case 'library.drift-mended': {
      const now = detail.sha256 === null ? 'is gone' : `has SHA-256 ${detail.sha256}`;
      const sentence = `${detail.fileName} ${now}: ${detail.standing}.`;
      return { title: 'A file of Defender’s library is no longer another one', sentence, tone: 'good' };
    }
  }
}

function versionWords({
  fileName,
  n,
  sha256,
}: Pick<ScriptEventShapes['script.retired'], 'fileName' | 'n' | 'sha256'>): string {
  return `${fileName}, version ${n}, SHA-256 ${sha256}`;
}
