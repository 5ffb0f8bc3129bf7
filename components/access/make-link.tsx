'use client';

import { startTransition, useActionState, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { CopyButton } from '@/components/ui/copy-button.tsx';
import { Digest } from '@/components/ui/digest.tsx';
import { Field } from '@/components/ui/field.tsx';
import { Notice } from '@/components/ui/notice.tsx';
import { Time } from '@/components/ui/time.tsx';
import type { MadeLink } from '@/lib/custody/made-link.ts';
import type { ActionResult } from '@/lib/web/action-result.ts';

type Act = (previous: ActionResult, form: FormData) => Promise<ActionResult>;

/** Makes a link past the portal, and shows it once: it is in no address, no history and no store. */
export function MakeLink({ evidenceId, make }: { evidenceId: string; make: Act }) {
  const [result, run, pending] = useActionState(make, null);
  const [dropped, drop] = useState<ActionResult>(null);
  const link = result?.ok === true && result !== dropped ? (result.value as MadeLink) : null;
  if (link !== null) return <ShownOnce link={link} onDone={() => drop(result)} />;
  return (
    <form
      className="grid max-w-[640px] gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        startTransition(() => run(data));
      }}
    >
      <input type="hidden" name="evidenceId" value={evidenceId} />
      <p className="text-[13px] text-ink-2">
        For images too large for the browser: one file, read only, for you alone with your own sign-in at
        Azure, from the addresses of your grant. It is shown once. Revoking the grant does not end it before
        its time.
      </p>
      <Field
        label="For how many hours"
        hint="At most 8, and never longer than the grant"
        htmlFor="link-hours"
        name="hours"
      >
        <input
          id="link-hours"
          name="hours"
          type="number"
          required
          min={1}
          max={8}
          defaultValue={4}
          className="input max-w-[120px]"
        />
      </Field>
      {result?.ok === false && <Notice tone="bad" title={result.message} />}
      <div>
        <Button type="submit" disabled={pending}>
          {pending ? 'Making the link; it is recorded first…' : 'Make a link'}
        </Button>
      </div>
    </form>
  );
}

function ShownOnce({ link, onDone }: { link: MadeLink; onDone: () => void }) {
  return (
    <section aria-label="The link" className="grid max-w-[760px] gap-3">
      <Notice tone="attention" title="This link is shown now and never again.">
        It works until <Time at={link.endsAt} inline />, from {link.addresses}, with your own token. Do not
        send it: nobody else can use it, and every use is in the storage account’s log under the grant.
      </Notice>
      <textarea
        readOnly
        aria-label="The link"
        rows={4}
        value={link.url}
        className="input font-mono text-[12px] break-all"
      />
      <div className="flex flex-wrap gap-2">
        <CopyButton value={link.url} label="Copy the link" />
        <CopyButton value={commandOf(link)} label="Copy a command that downloads it" />
      </div>
      <p className="text-[13px]">The file is as it was sealed if its SHA-256 is</p>
      <Digest value={link.sha256} />
      <Notice tone="unknown" title="Unknown: whether Azure holds to the addresses here.">
        Azure does not say of a private endpoint whether it checks a link’s address range. The storage
        account’s log shows from where it was used.
      </Notice>
      <div>
        <Button type="button" onClick={onDone}>
          Put it away
        </Button>
      </div>
    </section>
  );
}

/** The token comes from the person's own sign-in at the command line; the link from the clipboard. */
function commandOf({ url, exhibitNumber }: MadeLink): string {
  const token =
    '$(az account get-access-token --resource https://storage.azure.com --query accessToken -o tsv)';
  return `curl --fail --continue-at - --output ${exhibitNumber}.vhd -H "x-ms-version: 2025-07-05" -H "Authorization: Bearer ${token}" '${url}'`;
}
