import type { ConsoleSystem } from './command-row.ts';

/** An absolute path without `.` and `..`, or why the typed one gives none. */
export type ResolvedPath = { readonly path: string } | { readonly refusal: string };

/** A typed path seen from the working folder. Pure text: whether it exists, the device alone knows. */
export function resolvePath(system: ConsoleSystem, folder: string, typed: string): ResolvedPath {
  if (/\p{Cc}/u.test(typed)) return { refusal: 'A path typed here has no control characters.' };
  return system === 'windows' ? resolveWindows(folder, typed) : resolvePosix(folder, typed);
}

function resolvePosix(folder: string, typed: string): ResolvedPath {
  if (/^[A-Za-z]:\\/.test(typed))
    return { refusal: 'This device has no drive letters: a path begins with “/”.' };
  if (typed === '~' || typed.startsWith('~/')) {
    return {
      refusal: 'There is no home folder here: scripts run as the system’s account. Write the path out.',
    };
  }
  const parts = (typed.startsWith('/') ? typed : `${folder}/${typed}`).split('/');
  return { path: `/${withoutDots(parts).join('/')}` };
}

/** `C:\a`, `\a`, `a`, `..\a`, `\\server\share\a`, and `/` for `\`. `C:a` means the drive's own folder, which is nowhere kept. */
function resolveWindows(folder: string, typed: string): ResolvedPath {
  const text = typed.replaceAll('/', '\\');
  if (/^\\\\[?.]\\/.test(text)) return { refusal: 'Device paths (\\\\?\\ and \\\\.\\) are not taken here.' };
  if (/^[A-Za-z]:(?!\\|$)/.test(text)) {
    return { refusal: `“${text.slice(0, 2)}” is followed by “\\”, as in ${text.slice(0, 2)}\\folder.` };
  }
  if (/[<>"|?*]/.test(text)) return { refusal: 'A Windows path holds none of < > " | ? *' };
  const own = rootOf(text);
  if (own !== null) return { path: joinWindows(own, text.slice(own.length)) };
  if (text.startsWith('\\\\')) {
    return { refusal: 'A network path has a server and a share: \\\\server\\share\\folder.' };
  }
  const root = rootOf(folder) ?? '';
  const rest = text.startsWith('\\') ? text : `${folder.slice(root.length)}\\${text}`;
  return { path: joinWindows(root, rest) };
}

/** `C:` or `\\server\share`; null: the text has none of its own. */
function rootOf(text: string): string | null {
  const root = text.match(/^(?:[A-Za-z]:(?=\\|$)|\\\\[^\\]+\\[^\\]+)/)?.[0] ?? null;
  return root?.split('\\').some((part) => part === '.' || part === '..') ? null : root;
}

function joinWindows(root: string, rest: string): string {
  const drive = root.endsWith(':') ? root.toUpperCase() : root;
  // A colon after the drive names an alternate data stream, which is a thing of its own.
  return `${drive}\\${withoutDots(rest.split('\\')).join('\\')}`;
}

function withoutDots(parts: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const part of parts) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return kept;
}
