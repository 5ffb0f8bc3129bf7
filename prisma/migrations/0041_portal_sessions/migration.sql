-- What Microsoft's audit alone says of devices: sessions of its own portal, and the files that were fetched in them.
SET LOCAL ROLE holdfast_owner;

ALTER TABLE "device_foreign_action" ADD COLUMN "file" JSONB;

RESET ROLE;
