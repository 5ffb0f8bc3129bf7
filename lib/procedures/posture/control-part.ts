import type { PosturePart } from '../../ports/posture-state.ts';
import type { Control } from '../../posture/control.ts';

/** With which part a control is read. */
export function controlPart({ kind }: Control): PosturePart {
  switch (kind) {
    case 'right-held-by-controllers':
    case 'identity-within-its-role':
    case 'two-controllers':
      return 'rights';
    case 'public-network-off':
    case 'network-rules-deny':
    case 'private-endpoints':
    case 'shared-keys-off':
    case 'anonymous-access-off':
    case 'minimum-tls':
    case 'blob-logs':
    case 'lock':
      return 'guards';
    case 'retention-locked':
    case 'legal-hold':
      return 'containers';
  }
}

/** The resource that a control is about, as ARM names it. */
export function controlPlace(control: Control): string {
  switch (control.kind) {
    case 'right-held-by-controllers':
    case 'lock':
      return control.scope;
    case 'identity-within-its-role':
      return control.name;
    case 'two-controllers':
      return 'the tenant';
    case 'public-network-off':
    case 'network-rules-deny':
    case 'private-endpoints':
    case 'shared-keys-off':
    case 'anonymous-access-off':
    case 'minimum-tls':
    case 'blob-logs':
      return control.account;
    case 'retention-locked':
    case 'legal-hold':
      return control.container;
  }
}
