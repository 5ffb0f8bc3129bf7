/** Where people of the tenant are written to. */
export interface MailDirectory {
  /** A person's address; null for who has none, is disabled or is gone. Throws CustodyError when it cannot be known. */
  mailAddress(objectId: string, signal: AbortSignal): Promise<string | null>;
}
