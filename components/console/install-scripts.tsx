import { ActionForm } from '@/components/ui/action-form.tsx';
import type { ActionResult } from '@/lib/web/action-result.ts';

/** Puts the product's own scripts into the tenant's library; those that stand there as pinned are left alone. */
export function InstallScripts({
  install,
}: {
  install: (previous: ActionResult, form: FormData) => Promise<ActionResult>;
}) {
  return (
    <details className="no-print mt-8">
      <summary className="font-medium">Scripts in the tenant’s library</summary>
      <p className="mt-2 mb-3 max-w-[64ch] text-[13px] text-ink-2">
        Commands that Defender’s interface does not know are carried out by scripts of ours. They are put into
        the library of the whole tenant, and each is held against its pinned SHA-256 before every run. The
        PowerShell ones are unsigned: Defender runs them only where the tenant allows unsigned scripts.
      </p>
      <ActionForm
        action={install}
        submit="Put the scripts into the library"
        working="Putting them there…"
        done="They stand there as pinned."
      >
        {null}
      </ActionForm>
    </details>
  );
}
