'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Field } from '@/components/ui/field.tsx';
import { FieldErrorsProvider } from '@/components/ui/field-errors.tsx';
import { focusFirstWrong } from '@/components/ui/focus-first-wrong.ts';
import { Notice } from '@/components/ui/notice.tsx';
import { ReasonField } from '@/components/ui/reason-field.tsx';
import { parameterLines, type ScriptParameters } from '@/lib/custody/script/script-parameters.ts';
import { type ScriptSystem, scriptSystems, systemWords } from '@/lib/custody/script/script-version.ts';
import type { Refusal } from '@/lib/web/action-result.ts';

interface Known {
  readonly fileName: string;
  readonly systems: readonly ScriptSystem[];
  readonly description: string;
  readonly parameters: ScriptParameters | null;
}

const nothingWrong = {};

/** Brings a file as a draft. `known`: it is a new version of that one, and must have its name. */
export function UploadForm({ known }: { known?: Known }) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<Refusal | null>(null);
  const [pending, setPending] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    setPending(true);
    const refusal = await upload(new FormData(event.currentTarget), known?.fileName, (id) => {
      form.current?.reset();
      router.push(`/scripts/${id}`);
      router.refresh();
    });
    setProblem(refusal);
    setPending(false);
    if (refusal !== null && form.current !== null) focusFirstWrong(form.current, refusal.fields ?? {});
  }

  return (
    <form ref={form} onSubmit={submit} className="grid max-w-[640px] gap-4">
      <FieldErrorsProvider errors={problem?.fields ?? nothingWrong}>
        <Field
          label="File"
          htmlFor="script-file"
          name="content"
          hint={
            known === undefined
              ? 'At most 20 MB; letters, digits and - _ . in its name. A shell script’s line ends become LF before it is hashed.'
              : `It must be named ${known.fileName}.`
          }
        >
          <input id="script-file" name="file" type="file" required className="input" />
        </Field>
        <fieldset className="grid gap-1">
          <legend className="text-[13px] font-medium">Systems it runs on</legend>
          <div className="flex flex-wrap gap-4">
            {scriptSystems.map((system) => (
              <label key={system} className="flex items-center gap-2">
                <input
                  type="checkbox"
                  name="systems"
                  value={system}
                  defaultChecked={known?.systems.includes(system) === true}
                />
                {systemWords([system])}
              </label>
            ))}
          </div>
        </fieldset>
        <Field label="What it does" htmlFor="script-description" name="description">
          <textarea
            id="script-description"
            name="description"
            required
            minLength={10}
            maxLength={1000}
            rows={2}
            className="input"
            defaultValue={known?.description}
          />
        </Field>
        <Field
          label="Parameters"
          htmlFor="script-parameters"
          name="parameters"
          hint="One a line: name, string or integer, required or optional, what it is. Empty: it takes none. Never a secret: Microsoft keeps what a script is given."
        >
          <textarea
            id="script-parameters"
            name="parameters"
            rows={3}
            maxLength={8000}
            className="input font-mono"
            defaultValue={known?.parameters == null ? undefined : parameterLines(known.parameters)}
          />
        </Field>
        <ReasonField id="script-reason" />
      </FieldErrorsProvider>
      {problem !== null && <Notice tone="bad" title={problem.message} />}
      <div>
        <Button type="submit" disabled={pending}>
          {pending ? 'Uploading…' : 'Upload as a draft'}
        </Button>
      </div>
    </form>
  );
}

async function upload(
  data: FormData,
  name: string | undefined,
  done: (scriptId: string) => void,
): Promise<Refusal | null> {
  const file = data.get('file');
  if (name !== undefined && file instanceof File && file.name !== name) {
    const message = `This file is named ${file.name}; a new version is named ${name}.`;
    return { code: 'invalid-input', message, fields: { content: message } };
  }
  try {
    const response = await fetch('/api/scripts', { method: 'POST', body: data });
    const answer = (await response.json()) as { readonly id: string } | { readonly error: Refusal };
    if ('error' in answer) return answer.error;
    done(answer.id);
    return null;
  } catch {
    return {
      code: 'unexpected',
      message: 'The portal did not answer. Nothing is known to be stored; try again.',
    };
  }
}
