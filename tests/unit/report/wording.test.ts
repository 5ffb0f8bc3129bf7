import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reportDocument } from '../../../lib/report/report-document.ts';
import { unfairWords } from '../../../lib/report/wording.ts';
import { madeMaterial } from '../../support/made-material.ts';

describe('the words of reports', () => {
  it('hold none of the claims that no report may make, in whatever event they tell of', () => {
    const files = globSync('lib/{report/**/*,custody/*{words,event,tone,gap*}}.ts');
    expect(files.length).toBeGreaterThan(40);
    const found = files
      .filter((file) => !file.endsWith('wording.ts'))
      .flatMap((file) => {
        const text = readFileSync(file, 'utf8').replace(/^\s*(\/\/|\*|\/\*\*).*$/gm, '');
        return unfairWords(text, false).map((words) => `${file}: ${words}`);
      });
    expect(found).toEqual([]);
  });

  it.each([
    'court-admissible',
    'Court ready',
    'tamper-proof',
    'tamperproof',
    'ISO 27037 compliant',
    'unbreakable',
  ])('refuse “%s”', (words) => expect(unfairWords(`This is ${words}.`, false)).not.toEqual([]));

  it('refuse “complete” while gaps stand, and say it of the numbering where none does', () => {
    expect(unfairWords('The chain is complete.', true)).toEqual(['complete']);
    const whole = reportDocument(madeMaterial({ gapless: true }));
    const gaps = whole.sections.find(({ heading }) => heading === 'Gaps');
    expect(JSON.stringify(gaps)).toContain('is complete');
    expect(JSON.stringify(reportDocument(madeMaterial()).sections[1])).not.toContain('is complete');
  });
});
