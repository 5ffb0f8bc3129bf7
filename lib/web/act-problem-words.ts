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
    case 'not-found':
      return 'Nothing was done: there is no such proposal, or you may not see it.';
    case 'sign-in-again':
      return 'Nothing was done: the act takes a sign-in at the tenant that is not older than 15 minutes. Begin again.';
    case 'cloud-refused':
      return 'Azure refused the act for your account, and its words stand on the proposal and in the record; or the tenant’s answer could not be accepted, and then nothing was begun.';
    case 'cloud-unavailable':
    case 'throttled':
    case 'storage-unavailable':
      return 'Whether it was done is unknown: the tenant, Azure or the database did not answer. Holdfast looks at Azure itself.';
    default:
      return 'Something failed. What was recorded of the act stands in the chain of custody.';
  }
}
