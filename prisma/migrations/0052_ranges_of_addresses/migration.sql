-- By which range of addresses people came; and what stands in the chain of an item, yet is filed as no event of it.
SET LOCAL ROLE holdfast_owner;

-- ---- addresses in their own order ----

-- Null where a record tells none, or something that is none. An IPv4 address that a dual-stack socket shows as
-- ::ffff:192.0.2.1 is that IPv4 address (RFC 4291, 2.5.5.2). Every name is PostgreSQL's, as in `event_member`.
CREATE FUNCTION event_address(p_body bytea) RETURNS inet LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN pg_catalog.host(pg_catalog.regexp_replace(
    pg_catalog.split_part(pg_catalog.convert_from(p_body, 'UTF8')::pg_catalog.json #>> '{actor,ip}', '%', 1),
    '^::ffff:(?=\d+\.)', '', 'i')::pg_catalog.inet)::pg_catalog.inet;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END
$$;

-- Which addresses of a range were ever recorded, and in which spellings: one probe for each, however many events they have.
CREATE INDEX "custody_event_address" ON "custody_event"(event_address("body"), event_member("body", '{actor,ip}'))
  WHERE position('"ip":"'::bytea IN "body") > 0;

-- ---- what is in the chain of an item by its stream, but not by the column ----

CREATE INDEX "custody_event_astray"
  ON "custody_event"((CASE WHEN "evidence_id"::text = "stream" THEN NULL ELSE "stream" END), "n")
  WHERE CASE WHEN "evidence_id"::text = "stream" THEN NULL ELSE "stream" END IS NOT NULL;

RESET ROLE;
