-- The few events of a kind found among any number of others of their stream, whichever kinds a question names.
SET LOCAL ROLE holdfast_owner;

DROP INDEX "custody_event_telling";
CREATE INDEX "custody_event_by_type" ON "custody_event"("stream", "type", "n");

RESET ROLE;
