/** Who runs this register, as a report names it. The newest of these facts is in force; the earlier ones are its versions. */
export interface OrganisationProfile {
  readonly name: string;
  readonly address: string | null;
  readonly laboratory: string | null;
  readonly laboratoryAddress: string | null;
  readonly contact: string | null; // of the office, not of a person
}

export interface OrganisationEventShapes {
  'organisation.described': OrganisationProfile & { reason: string };
}
