/**
 * What the sign-in page says of a problem code from its URL, or null for a code that is none. Fixed words:
 * anybody can write a URL, so its own text is never shown.
 */
export function signInProblemWords(code: string | undefined): string | null {
  switch (code) {
    case undefined:
      return null;
    case 'forbidden':
      return 'The tenant did not let you in, or your account holds no role in Holdfast. Ask an administrator to assign one.';
    case 'conflict':
      return 'This sign-in was begun in another browser, or too long ago. Begin again.';
    case 'invalid-input':
    case 'cloud-refused':
      return "The tenant's answer could not be accepted. Begin again; if it happens twice, tell an administrator.";
    case 'cloud-unavailable':
      return 'The tenant does not answer. Try again in a moment.';
    case 'storage-unavailable':
      return 'The database does not answer. Try again in a moment.';
    default:
      return 'Signing in failed on our side. Try again in a moment.';
  }
}
