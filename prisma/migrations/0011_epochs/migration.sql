-- What is left of a lost end of the ledger, set aside as evidence when the next epoch begins.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "ledger_set_aside" (
    "id" BIGSERIAL NOT NULL,
    "epoch" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "row" JSONB NOT NULL,
    "set_aside_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ledger_set_aside_pkey" PRIMARY KEY ("id")
);

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON "ledger_set_aside" FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON "ledger_set_aside" FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE "ledger_set_aside" ENABLE ALWAYS TRIGGER refuse_change, ENABLE ALWAYS TRIGGER refuse_truncate;

-- Rows that speak of entries that are gone would stand in the way of those that come in their places. Nothing is
-- lost: each row goes as it is into a table that keeps everything. In: the epoch that ended, the size of its last
-- checkpoint that is borne out. Out: how many rows.
CREATE FUNCTION set_aside_lost_end(ended integer, proven bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  entries bigint;
  total bigint := 0;
  moved bigint;
  name text;
  beyond text;
BEGIN
  SELECT size INTO STRICT entries FROM ledger_head WHERE id = 1 FOR UPDATE;
  IF proven > entries THEN
    RAISE EXCEPTION 'set_aside_lost_end refused: % entries are not all there', proven USING ERRCODE = 'check_violation';
  END IF;
  FOREACH name IN ARRAY ARRAY['ledger_checkpoint', 'ledger_anchor', 'ledger_node', 'ledger_entry'] LOOP
    beyond := CASE name
      WHEN 'ledger_node' THEN format('level < 62 AND (n + 1) * (1::bigint << level) > %s', entries)
      WHEN 'ledger_entry' THEN format('idx >= %s', entries)
      ELSE format('size > %s', proven)
    END;
    EXECUTE format('ALTER TABLE %I DISABLE TRIGGER refuse_change', name);
    EXECUTE format(
      'WITH gone AS (DELETE FROM %I t WHERE %s RETURNING to_jsonb(t) AS r) '
      'INSERT INTO ledger_set_aside (epoch, source, row) SELECT %s, %L, r FROM gone', name, beyond, ended, name);
    GET DIAGNOSTICS moved = ROW_COUNT;
    total := total + moved;
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER refuse_change', name);
  END LOOP;
  RETURN total;
END
$$;

REVOKE ALL ON FUNCTION set_aside_lost_end(integer, bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION set_aside_lost_end(integer, bigint) TO holdfast_sequencer;
GRANT SELECT ON "ledger_set_aside" TO holdfast_app, holdfast_sequencer;

RESET ROLE;
