/**
 * Whether an action lies in a pattern of a role: without regard to case, `*` for any run of characters, slashes
 * included, as often as it occurs. A second pattern in place of the action lies in the first when all its actions do,
 * because its `*` is met by a `*` alone. Time grows with the product of the lengths at worst.
 * Source: Microsoft, Understand Azure role definitions, Actions format.
 */
export function matchesAction(pattern: string, action: string): boolean {
  return matches(pattern.toLowerCase(), action.toLowerCase());
}

function matches(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1; // the last wildcard met, and where in the text it stopped swallowing
  let swallowed = 0;
  let position = 0;
  while (position < text.length) {
    if (pattern[at] === '*') {
      star = at;
      swallowed = position;
      at += 1;
    } else if (at < pattern.length && pattern[at] === text[position]) {
      at += 1;
      position += 1;
    } else if (star >= 0) {
      swallowed += 1;
      position = swallowed;
      at = star + 1;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
