-- A file that is removed from the library is an order too: asked for on record, and gone on with after a death.
SET LOCAL ROLE holdfast_owner;

ALTER TABLE "defender_order" DROP CONSTRAINT "defender_order_known";
ALTER TABLE "defender_order" ADD CONSTRAINT "defender_order_known"
  CHECK ("kind" IN ('add-indicator', 'install-scripts', 'remove-file'));

RESET ROLE;
