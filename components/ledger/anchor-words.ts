/** How an anchor is called on a page. */
export function anchorTitle({ kind, name }: { readonly kind: string; readonly name: string }): string {
  switch (kind) {
    case 'store':
      return 'Anchor store';
    case 'witness':
      return `Witness ${name}`;
    case 'timestamp':
      return `Time stamps, ${name}`;
    default:
      return `${kind} ${name}`;
  }
}

/** What an anchor did for a checkpoint. */
export function anchorVerb(kind: string): string {
  switch (kind) {
    case 'store':
      return 'Anchored';
    case 'witness':
      return 'Cosigned';
    case 'timestamp':
      return 'Stamped';
    default:
      return 'Kept';
  }
}
