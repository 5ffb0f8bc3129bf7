import { CustodyError } from '../../lib/custody/custody-error.ts';
import type { BundleSource } from '../../lib/web/bundle-parts.ts';

/** With a register that fails once, at the first end of a bundle, before or after it is committed. */
export function failingAtEnd(source: BundleSource, commits: boolean): BundleSource {
  const { register } = source.context;
  let failed = false;
  const record: typeof register.record = async (actor, may, fn) => {
    const fails = !failed && may.some((type) => type === 'bundle.exported');
    if (!fails) return await register.record(actor, may, fn);
    failed = true;
    if (commits) await register.record(actor, may, fn);
    throw new CustodyError('storage-unavailable', 'The database does not answer.');
  };
  return { ...source, context: { ...source.context, register: { ...register, record } } };
}
