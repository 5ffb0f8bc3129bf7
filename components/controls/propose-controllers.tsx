'use client';

import { Field } from '@/components/ui/field.tsx';
import type { ControlsView } from '@/lib/queries/get-controls.ts';
import { type Propose, ProposeForm } from './propose-form.tsx';

/** The two people whom the controllers declare to be the controllers. */
export function ProposeControllers({
  candidates,
  now,
  propose,
}: {
  candidates: ControlsView['candidates'];
  now: readonly string[]; // object ids
  propose: Propose;
}) {
  return (
    <ProposeForm
      name="controllers"
      initial={{ first: now[0] ?? '', second: now[1] ?? '' }}
      propose={propose}
      changeOf={({ first, second }) => ({ controllers: [{ objectId: first }, { objectId: second }] })}
    >
      {(typed, change) =>
        (['first', 'second'] as const).map((place) => (
          <Field
            key={place}
            label={place === 'first' ? 'One controller' : 'The other controller'}
            htmlFor={`controller-${place}`}
            name="change.controllers"
          >
            <select
              id={`controller-${place}`}
              required
              className="input"
              value={typed[place]}
              onChange={(event) => change({ [place]: event.target.value })}
            >
              <option value="">Choose a person</option>
              {candidates.map(({ objectId, name }) => (
                <option key={objectId} value={objectId}>
                  {name}
                </option>
              ))}
            </select>
          </Field>
        ))
      }
    </ProposeForm>
  );
}
