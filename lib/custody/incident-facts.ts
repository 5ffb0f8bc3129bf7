/** What the source of an incident says of it, as far as a change of it is recorded. */
export interface IncidentFacts {
  readonly title: string;
  readonly severity: string;
  readonly status: string | null; // the source's own
  readonly classification: string | null;
  readonly assignedTo: string | null;
  readonly changedAt: string | null; // RFC 3339, by the source's clock; null: not known any more
  readonly alerts: Readonly<Record<string, string>>; // external id → title and severity
  readonly machines: Readonly<Record<string, string>>; // resource id, lower case → name
  readonly devices: Readonly<Record<string, string>>; // device id → name
}
