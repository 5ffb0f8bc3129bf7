import { createElement, type ReactElement } from 'react';
import { inPlainSight, linesInPlainSight } from '@/lib/custody/plain-sight.ts';

/** A sign as `inPlainSight` writes it out. */
const writtenOut = /(\\u\{[0-9a-f]{1,6}\})/;

/**
 * What people and devices wrote, in its own direction, with the signs that it hides. Each of these keeps its order: among words
 * that run from right to left its backslash and brackets would change sides. `lines`: line ends and tabs stay.
 */
export function PlainText({
  text,
  lines = false,
  className,
}: {
  text: string;
  lines?: boolean;
  className?: string;
}): ReactElement {
  const parts = (lines ? linesInPlainSight(text) : inPlainSight(text)).split(writtenOut);
  return createElement(
    'bdi',
    { className },
    ...parts.map((part, i) => (i % 2 === 1 ? createElement('bdi', { dir: 'ltr' }, part) : part)),
  );
}
