'use client';

import { forgetDrafts } from './own-drafts.ts';

/** A plain form, so that the answer can tell the browser to clear what it keeps of this site. */
export function SignOutForm() {
  return (
    <form method="post" action="/sign-out" onSubmit={forgetDrafts} className="mt-3">
      <button type="submit" className="underline">
        Sign out
      </button>
    </form>
  );
}
