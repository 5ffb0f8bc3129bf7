-- Reads of evidence in the order in which they began, so that those whose portal died are found among any number of events.
SET LOCAL ROLE holdfast_owner;

CREATE INDEX "custody_event_begun_read" ON "custody_event"("id") WHERE "type" = 'access.content-opened';

RESET ROLE;
