/** To the tenant, which asks again who it is, and back here. A plain link: it must never be fetched beforehand. */
export function SignInAgain({ returnTo }: { returnTo: string }) {
  return (
    <a className="underline" href={`/sign-in/start?again=1&return_to=${encodeURIComponent(returnTo)}`}>
      Sign in again
    </a>
  );
}
