import { z } from 'zod';
import type { OrganisationProfile } from '../../custody/organisation-event.ts';
import { reasonSchema } from '../../custody/reason.ts';
import type { Procedure } from '../procedure.ts';

const line = z.string().trim().max(300, 'Keep it under 300 characters.');
const optional = line.nullable().default(null);

export const describeOrganisationInput = z.strictObject({
  name: line.min(1, 'Give the name of the organisation.'),
  address: optional,
  laboratory: optional,
  laboratoryAddress: optional,
  contact: optional,
  reason: reasonSchema,
});

/**
 * Says who runs this register, as reports name it from now on. A new version beside the earlier ones; reports that were
 * generated before keep theirs. Out: the version in force.
 */
export const describeOrganisation: Procedure<
  z.infer<typeof describeOrganisationInput>,
  OrganisationProfile
> = {
  name: 'describe-organisation',
  permission: 'organisation.describe',
  input: describeOrganisationInput,
  records: ['organisation.described'],
  async run({ register }, actor, described) {
    await register.append(
      actor,
      ['organisation.described'],
      [
        {
          type: 'organisation.described',
          stream: { kind: 'person', id: actor.objectId },
          subjects: [],
          reason: described.reason,
          authority: null,
          detail: described,
        },
      ],
    );
    const { reason: _, ...profile } = described;
    return profile;
  },
};
