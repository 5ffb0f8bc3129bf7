import { describe, expect, it } from 'vitest';
import { readmeText } from '../../../lib/bundle/readme-text.ts';

const facts = {
  ...{ name: 'INC-2026-0001', isExcerpt: false, bundleId: 'b', madeAt: '2026-01-01T00:00:00.000Z' },
  ...{ checkpointSize: 9n, notVouching: [], left: [], elsewhere: [] as readonly string[] },
  files: ['case/custody.jsonld', 'verify-by-hand.sh'],
};

describe('the README of a bundle', () => {
  it('prints no command for what is not in it, and no folder of roots where nothing is stamped', () => {
    const commands = printed(readmeText(facts));
    expect(commands).toHaveLength(9);
    expect(commands.join('\n')).not.toMatch(
      /roots|openssl ts|pdfsig|qpdf|mmls|basenc|fetch\.txt|ignore-missing/,
    );
    expect(readmeText(facts)).not.toMatch(/data\/(evidence|report|manifests|timestamps|verify\.html)/);
  });

  it('names each stamp, report and copy of evidence in a command of its own; only disks are listed', () => {
    const files = [
      'timestamps/a.tsr',
      'timestamps/b.tsr',
      'report/EV-3.pdf',
      'evidence/EV-1.vhd',
      'evidence/EV-2.txt',
    ];
    const commands = printed(readmeText({ ...facts, files }));
    const ofEach = (what: RegExp) => commands.filter((one) => what.test(one)).length;
    expect([/openssl ts -verify/, /pdfsig/, /qpdf/, /^split/, /^mmls/].map(ofEach)).toEqual([2, 1, 1, 2, 1]);
    expect(ofEach(/evidence\.sealed/)).toBe(2);
  });

  it('passes over what lies elsewhere, and says that it does', () => {
    const text = readmeText({ ...facts, elsewhere: ['evidence/EV-1.vhd'] });
    expect(printed(text).join('\n')).toMatch(/--ignore-missing manifest[\s\S]*fetch\.txt/);
    expect(text).toContain('Once you have it');
  });
});

function printed(text: string): readonly string[] {
  return [...text.matchAll(/^ {4}(?! )(.*)$/gm)].map(([, command = '']) => command);
}
