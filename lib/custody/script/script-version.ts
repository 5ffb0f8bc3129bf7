export type ScriptKind = 'ps1' | 'sh' | 'executable';

/** `draft` until others have confirmed its review; of one name at most one version is `reviewed`, and only that runs. */
export type ScriptState = 'draft' | 'reviewed' | 'retired';

/** What can be read of a signature. Nothing here verifies one: a block that is present may be worthless. */
export type ScriptSignature = 'none' | 'block-present' | 'not-applicable';

export const scriptSystems = ['windows', 'linux', 'macos'] as const;
export type ScriptSystem = (typeof scriptSystems)[number];

export function scriptKindWords(kind: ScriptKind): string {
  switch (kind) {
    case 'ps1':
      return 'PowerShell script';
    case 'sh':
      return 'Shell script';
    case 'executable':
      return 'Tool or archive';
  }
}

export function signatureWords(signature: ScriptSignature): string {
  switch (signature) {
    case 'none':
      return 'Unsigned';
    case 'block-present':
      return 'Signature block present, not checked here';
    case 'not-applicable':
      return 'Not applicable: Defender asks signatures of PowerShell alone';
  }
}

/** Shown with every PowerShell script without a signature. The quotation is Microsoft's. */
export const unsignedWarning =
  'Defender runs it only where an administrator has switched unsigned scripts on for the whole tenant. Microsoft: “Allowing the use of unsigned scripts may increase your exposure to threats.”';

export function systemWords(systems: readonly ScriptSystem[]): string {
  return systems.map(nameOf).join(', ');
}

function nameOf(system: ScriptSystem): string {
  switch (system) {
    case 'windows':
      return 'Windows';
    case 'linux':
      return 'Linux';
    case 'macos':
      return 'macOS';
  }
}
