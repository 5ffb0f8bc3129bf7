import { Time } from '@/components/ui/time.tsx';

/** What a search covers and what it cannot find, in the same words for everybody with the same roles. */
export function SearchCoverage({ seesPeople, knownAt }: { seesPeople: boolean; knownAt: string | null }) {
  return (
    <section aria-labelledby="coverage" className="mt-10 max-w-[78ch] text-[13px] text-ink-2">
      <h2 id="coverage" className="text-[14px] font-semibold text-ink">
        What this covers
      </h2>
      <ul className="mt-1 list-disc pl-5">
        <li>
          Every event that Holdfast recorded and that you may see, those of the last moment included; each is
          held against the ledger as it is shown.
        </li>
        <li>
          An incident that is restricted to its members is in it only while you are one of them, or while you
          read it in an emergency; then it is on the page and in no export.
        </li>
        {!seesPeople && (
          <li>
            What others did outside of any incident, such as signing in, is for auditors, leads and
            controllers.
          </li>
        )}
        <li>
          Not recorded, and so not to be found: the opening of pages that show no evidence, searches, health
          checks. What was done in Azure past Holdfast stands under Reconciliation.
        </li>
        <li>
          People, items, incidents, addresses, times and kinds are searched, not the text inside of records.
          Repeated views stand together within one page.
        </li>
        <li>
          A search that takes too long is answered from the newest events back, as far as there is time; then
          it says from when on it looked, and goes on from there when you ask.
        </li>
        <li>
          A record whose words a decision keeps from you is not looked into: a search by address, device or
          grant leaves it out, and so does one by outcome where only the record tells how the event ended.
        </li>
        {knownAt !== null && (
          <li>
            As the register stood before <Time at={knownAt} inline />: later events and corrections are left
            out. What a decision has since removed stays removed. Names and rights are those of now.
          </li>
        )}
      </ul>
    </section>
  );
}
