import { attackWords, type Finding } from './finding.ts';

/** A finding as lines for a terminal: what it shows, where, in words, and its proof, quoted. */
export function findingLines({ attack, where, words, proof }: Finding): readonly string[] {
  const quoted = proof.flatMap((one) =>
    ['', ...one.trimEnd().split('\n')].map((line) => `    ${line}`.trimEnd()),
  );
  return [
    `${attackWords[attack]}: ${where}. ${words}`,
    ...(proof.length === 0 ? [] : ['  Proof:', ...quoted]),
    '',
  ];
}
