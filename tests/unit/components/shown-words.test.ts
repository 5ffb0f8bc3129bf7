import { createElement, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { DefinitionList } from '../../../components/custody/definition-list.tsx';
import { PreviewSections } from '../../../components/report/preview-sections.tsx';
import { FactsStrip } from '../../../components/ui/facts-strip.tsx';
import { PlainText } from '../../../components/ui/plain-text.tsx';
import { SidePane } from '../../../components/ui/side-pane.tsx';

const turned = 'Release it\u202Eton od';
const plain = 'Release it<bdi dir="ltr">\\u{202e}</bdi>ton od';

test('a purpose that turns its own end around is shown with the sign that does so', () => {
  expect(listed(turned)).toContain(plain);
});

test('a purpose of two lines keeps them, and what is missing is said', () => {
  expect(listed('first\nsecond')).toContain('first\nsecond');
  expect(listed(null)).toContain('Not supplied');
});

test('a sign that is written out among words that run from right to left keeps its order', () => {
  const shown = renderToStaticMarkup(createElement(PlainText, { text: 'ملف \u202Etxt.exe\u202C הקובץ' }));
  expect(shown).toBe(
    '<bdi>ملف <bdi dir="ltr">\\u{202e}</bdi>txt.exe<bdi dir="ltr">\\u{202c}</bdi> הקובץ</bdi>',
  );
});

test('facts, panes and previews show what a text hides', () => {
  const shown = [
    createElement(FactsStrip, { facts: [{ label: 'Group', value: turned }] }),
    SidePane({
      title: turned,
      status: null,
      subtitle: turned,
      open: { href: '/', words: 'Open' },
      closeHref: '/',
      children: null,
    }),
    createElement(PreviewSections, {
      sections: [{ heading: 'Scope', blocks: [{ kind: 'text', text: turned }] }],
    }),
  ];
  for (const one of shown) {
    const page = renderToStaticMarkup(one);
    expect(page).toContain(plain);
    expect(page).not.toContain('\u202E');
  }
});

function listed(value: ReactNode): string {
  return renderToStaticMarkup(createElement(DefinitionList, { rows: [['Purpose', value]] }));
}
