/** The ways in, in the order in which the page offers them. */
export const importWays = [
  {
    id: 'by-hand',
    label: 'A file at hand',
    what: 'Your browser sends it: a photograph, a document, an archive, an image of up to 300 MB.',
  },
  {
    id: 'staged',
    label: 'Staging storage',
    what: 'A file of any size that the SOC has put into its staging container. Holdfast reads it from there and deletes nothing.',
  },
  {
    id: 'windows-365',
    label: 'Cloud PC under review',
    what: 'A snapshot that Windows 365 wrote when a Cloud PC was placed under review. Microsoft gives no digest of it.',
  },
  {
    id: 'reference-vault',
    label: 'Older custody vault',
    what: 'Disk images that a runbook of the older Microsoft reference stored, with the hash values that its vault keeps. SHA3 there is Keccak-512, MD5 is weak; Holdfast hashes them anew.',
  },
  {
    id: 'bundle',
    label: 'Bundle of another Holdfast',
    what: 'The .zip as the other Holdfast handed it out, up to 300 MB. It becomes one sealed item and is verified by the trust policy that you hold; a verdict that fails is shown and does not stop it. What lies in it can be taken as items afterwards.',
  },
] as const;
export type ImportWayId = (typeof importWays)[number]['id'];
