import { attackWords, type Finding } from '../../ledger/finding.ts';
import type { CheckStep } from '../checklist.ts';
import type { BundleEvent } from '../held-event.ts';
import { plainLine } from '../plain-line.ts';
import { verdictSentence } from '../verdict-lines.ts';
import type { BundleVerdict } from '../verify-bundle.ts';
import { pageElement } from './page-element.ts';

const outcomeWords: Readonly<Record<CheckStep['outcome'], string>> = {
  holds: '✓ Holds',
  fails: '✕ Fails',
  absent: '– Not there',
};
const mostRows = 500;

/** Puts a verdict on the page. Everything from the bundle goes in as text, never as markup. */
export function showVerdict({ findings, steps, remarks, events }: BundleVerdict): void {
  const holds = findings.length === 0;
  title(`${holds ? '✓' : '✕'} ${verdictSentence({ steps, findings })}`, holds);
  pageElement('steps').replaceChildren(...steps.map(stepItem));
  pageElement('findings').replaceChildren(...firstOf(findings, findingBox));
  pageElement('remarks').replaceChildren(...remarkList(remarks));
  pageElement('events').replaceChildren(...eventTable(events));
}

/** Says that nothing could be verified, and why. */
export function showProblem(words: string): void {
  title(`✕ ${words}`, false);
  for (const id of ['steps', 'findings', 'remarks', 'events'] as const) pageElement(id).replaceChildren();
}

function title(words: string, holds: boolean): void {
  const verdict = pageElement('verdict');
  verdict.textContent = words;
  verdict.className = holds ? 'holds' : 'fails';
  pageElement('result').hidden = false;
  verdict.focus();
}

/** A hostile bundle gives as many as it likes, and a page of some hundred thousand stands still. */
function firstOf<T>(all: readonly T[], draw: (one: T) => HTMLElement): readonly HTMLElement[] {
  const drawn = all.slice(0, mostRows).map(draw);
  if (all.length <= mostRows) return drawn;
  return [...drawn, element('p', `and ${all.length - mostRows} more, which “holdfast verify” tells.`)];
}

function stepItem({ title, outcome, words }: CheckStep): HTMLElement {
  const item = element(
    'li',
    '',
    element('span', outcomeWords[outcome]),
    element('span', title),
    element('p', words),
  );
  item.firstElementChild?.classList.add(outcome);
  return item;
}

function findingBox({ attack, where, words, proof }: Finding): HTMLElement {
  const box = element('div', '', element('h3', `${attackWords[attack]}: ${where}`), element('p', words));
  box.className = 'finding';
  if (proof.length === 0) return box;
  const details = element('details', '', element('summary', 'Proof, to be kept and shown to others'));
  details.append(...proof.map((one) => element('pre', one)));
  box.append(details);
  return box;
}

function remarkList(remarks: readonly string[]): readonly HTMLElement[] {
  if (remarks.length === 0) return [];
  return [
    element('h2', 'What this covers, and what not'),
    element('ul', '', ...firstOf(remarks, (words) => element('li', words))),
  ];
}

function eventTable(events: readonly BundleEvent[]): readonly HTMLElement[] {
  if (events.length === 0) return [];
  const heads = ['Entry', 'Recorded', 'Kind', 'Stream', 'Number', 'Body'];
  const rows = events.slice(0, mostRows).map(({ index, fields, isShown }) => {
    const cells = [`${index}`, fields?.t ?? '', fields?.k ?? '', fields?.s ?? '', `${fields?.n ?? ''}`];
    return element(
      'tr',
      '',
      ...[...cells, isShown ? 'shown' : 'withheld'].map((cell) => element('td', cell)),
    );
  });
  const head = element('tr', '', ...heads.map((cell) => element('th', cell)));
  const table = element('table', '', element('thead', '', head), element('tbody', '', ...rows));
  const box = element('div', '', table);
  box.className = 'table';
  const more = events.length > mostRows ? [element('p', `and ${events.length - mostRows} more.`)] : [];
  return [element('h2', `${events.length} events`), box, ...more];
}

function element(name: string, words: string, ...children: readonly HTMLElement[]): HTMLElement {
  const made = document.createElement(name);
  if (words !== '') made.textContent = words.split('\n').map(plainLine).join('\n');
  made.append(...children);
  return made;
}
