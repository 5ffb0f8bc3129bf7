import { redirect } from 'next/navigation';
import { localPath } from '@/lib/web/local-path.ts';
import { signInProblemWords } from '@/lib/web/sign-in-problem-words.ts';
import { currentViewer } from '@/lib/web/viewer.ts';

export const metadata = { title: 'Sign in' };

interface Props {
  readonly searchParams: Promise<{
    readonly return_to?: string;
    readonly signed_out?: string;
    readonly ended?: string;
    readonly problem?: string;
  }>;
}

export default async function SignInPage({ searchParams }: Props) {
  const { return_to: returnTo, signed_out: signedOut, ended, problem } = await searchParams;
  const words = signInProblemWords(problem);
  if ((await currentViewer()) !== null) redirect(localPath(returnTo ?? '/'));
  return (
    <main className="grid min-h-screen place-items-center px-6">
      <div className="w-full max-w-[420px]">
        <h1 className="text-[23px] font-semibold">Holdfast</h1>
        <p className="mt-1 text-ink-2">Digital evidence, with a chain of custody that anyone can check.</p>
        {signedOut !== undefined && <p className="mt-4">You are signed out.</p>}
        {ended !== undefined && (
          <p role="status" className="mt-4">
            Your session has ended. Sign in again to come back to where you were; a draft that this tab keeps
            is still there.
          </p>
        )}
        {words !== null && (
          <p role="alert" className="mt-4">
            {words}
          </p>
        )}
        {/* A plain link: the tenant's page is elsewhere, so nothing may be fetched ahead. */}
        <a
          href={`/sign-in/start${returnTo === undefined ? '' : `?return_to=${encodeURIComponent(localPath(returnTo))}`}`}
          className="mt-6 inline-flex min-h-10 w-full items-center justify-center rounded-md bg-ink font-medium text-paper hover:opacity-90"
        >
          Sign in with your tenant
        </a>
        <p className="mt-6 border-t border-hairline pt-4 text-[13px] text-ink-2">
          Every sign-in is recorded. What you do here is written to the ledger under your name and cannot be
          removed.
        </p>
        <p className="mt-3 text-[13px] text-ink-2">
          You were handed a bundle?{' '}
          <a className="underline" href="/verify">
            Verify it here
          </a>
          , without signing in.
        </p>
      </div>
    </main>
  );
}
