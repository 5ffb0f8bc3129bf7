-- What one person did with one item of hundreds of thousands of events: of both together there may be none. One text, so that
-- for both no other index seems as good to the planner; what migration 0053 has of a person and an address.
SET LOCAL ROLE holdfast_owner;

CREATE INDEX "custody_event_of_person_at_item"
  ON "custody_event"(("evidence_id"::text || ' ' || "actor_object_id"), "kind", "occurred_at", "id")
  WHERE "evidence_id" IS NOT NULL AND "actor_object_id" IS NOT NULL;

RESET ROLE;
