/** Which custody report these files were read out of, as it says itself. */
export interface ReportName {
  readonly reportId: string | null; // null: one that says of no record that it is
  readonly of: 'item' | 'incident';
  readonly subject: { readonly id: string; readonly number: string };
}
