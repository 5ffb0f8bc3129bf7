import type { ConsoleEventShapes } from './console-event.ts';
import type { EventWords } from './event-tone.ts';
import type { EventFact } from './recorded-event.ts';

/** A fact of a console. */
type ConsoleFact = Extract<EventFact, { readonly type: keyof ConsoleEventShapes }>;

/** Puts such a fact into words. Pure; says only what the fact itself says. */
export function consoleEventWords(event: ConsoleFact): EventWords {
  const { type, detail } = event;
  switch (type) {
    case 'device.session-opened':
      return {
        title: 'Console opened',
        sentence: `On ${detail.device.name}: “${detail.reason}”`,
        tone: 'began',
      };
    case 'device.session-closed': {
      const why = detail.why === 'idle' ? 'after half an hour without a command' : 'by who opened it';
      const sentence = `On ${detail.deviceName}, ${why}. Lines: ${detail.commands}.`;
      return { title: 'Console closed', sentence, tone: 'step' };
    }
    case 'device.command-run':
      return { title: 'Command given', sentence: runSentence(detail), tone: 'began' };
    case 'device.command-refused': {
      const sentence = `“${detail.line}” on ${detail.deviceName}: ${detail.sentence}`;
      return { title: 'Command refused', sentence, tone: 'bad' };
    }
    case 'device.command-ended': {
      const gave = detail.exhibitNumbers.length === 0 ? '' : ` It gave ${detail.exhibitNumbers.join(', ')}.`;
      const sentence = `“${detail.line}” on ${detail.deviceName}: ${detail.words}${gave}`;
      const title = `Command ${detail.result}`;
      return { title, sentence, tone: detail.result === 'done' ? 'good' : 'bad' };
    }
    case 'device.indicator-requested': {
      const sentence = `SHA-256 ${detail.sha256}, from ${detail.exhibitNumber}: ${detail.action}.`;
      return { title: 'Indicator asked for', sentence, tone: 'began' };
    }
    case 'device.indicator-added': {
      const sentence = `SHA-256 ${detail.sha256}, from ${detail.exhibitNumber}: ${detail.action}, “${detail.title}”.`;
      return { title: 'Hash added as an indicator', sentence, tone: 'step' };
    }
    case 'device.indicator-refused': {
      const sentence = `SHA-256 ${detail.sha256}, from ${detail.exhibitNumber}: ${detail.why}`;
      return { title: 'Hash not added as an indicator', sentence, tone: 'bad' };
    }
    case 'library.install-begun': {
      const sentence = `${detail.scripts.map(({ fileName }) => fileName).join(', ')}.`;
      return { title: 'Putting scripts into the library', sentence, tone: 'began' };
    }
    case 'library.scripts-installed': {
      const names = detail.installed.map(({ fileName, version }) => `${fileName} ${version}`).join(', ');
      const sentence = `${names === '' ? 'None was missing' : names}; ${detail.unchanged} stood there as pinned.`;
      return { title: 'Scripts put into the library', sentence, tone: 'step' };
    }
    case 'library.install-refused': {
      const names = detail.scripts.map(({ fileName }) => fileName).join(', ');
      const sentence = `${names}: ${detail.why} Those before the one it failed at may stand there.`;
      return { title: 'Scripts not all put into the library', sentence, tone: 'bad' };
    }
    case 'library.removal-begun': {
      const sentence = `${detail.fileName}, SHA-256 ${detail.sha256}.`;
      return { title: 'Removing a file from the library', sentence, tone: 'began' };
    }
    case 'library.file-removed': {
      const lost = detail.found === true ? ' Defender’s answer was lost; the file was gone afterwards.' : '';
      const sentence = `${detail.fileName}, SHA-256 ${detail.sha256}.${lost}`;
      return { title: 'File removed from the library', sentence, tone: 'step' };
    }
    case 'library.removal-refused': {
      const sentence = `${detail.fileName}, SHA-256 ${detail.sha256}: ${detail.why}`;
      return { title: 'File not removed from the library', sentence, tone: 'bad' };
    }
  }
}

function runSentence(detail: ConsoleEventShapes['device.command-run']): string {
  const scripts = detail.scripts.map(({ fileName, sha256 }) => `${fileName} (SHA-256 ${sha256})`).join(', ');
  const by = scripts === '' ? '' : ` By ${scripts}.`;
  const where = detail.how === 'console' ? ' Answered here; nothing was sent to the device.' : '';
  return `“${detail.line}” on ${detail.deviceName}, in ${detail.folder}.${by}${where}`;
}
