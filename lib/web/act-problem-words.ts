/** What the page of controls says of a problem code from its URL, or null for none. Fixed words: anybody can write a URL. */
export function actProblemWords(code: string | undefined): string | null {
  switch (code) {
    case undefined:
      return null;
    case 'forbidden':
      return 'Nothing was done: a controller who agreed to it acts, and the account that signs in at the tenant is their own.';
    case 'conflict':
      return 'Nothing was done: nothing waits for this act any more, or it was begun in another browser or too long ago.';
    case 'not-signed-in':
      return 'Nothing was done: your session had ended. Begin again.';
    case 'cloud-refused':
      return 'Azure refused the act for your account. Its words stand on the proposal and in the record.';
    case 'cloud-unavailable':
    case 'throttled':
      return 'Whether it was done is unknown: the tenant or Azure did not answer. Holdfast looks at Azure itself within a minute.';
    default:
      return 'The act failed. What was recorded of it stands in the chain of custody.';
  }
}
