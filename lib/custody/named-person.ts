/** A person as a fact names them. */
export interface NamedPerson {
  readonly objectId: string;
  readonly displayName: string;
}
