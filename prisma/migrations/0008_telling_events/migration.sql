-- The few events that say what an evidence item is, found among any number of others of its stream.
SET LOCAL ROLE holdfast_owner;

CREATE INDEX "custody_event_telling" ON "custody_event"("stream", "n")
  WHERE "type" IN ('acquisition.requested', 'acquisition.copied', 'acquisition.source-hashed',
    'acquisition.copy-hashed', 'evidence.sealed');

RESET ROLE;
