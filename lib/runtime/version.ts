import packageJson from '../../package.json' with { type: 'json' };

/** The product's version, as every ledger entry and the health page name it. */
export const version: string = packageJson.version;
