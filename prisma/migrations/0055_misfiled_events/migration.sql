-- Events whose columns are not what their record says: changed past Holdfast, and so hidden from who looks by the column.
SET LOCAL ROLE holdfast_owner;

-- Whether a row is filed otherwise than its record says: under another incident, item, person, kind or time. Told by the bytes
-- that canonical JSON puts around each, which no text inside of a record can have, for its quotes are escaped: every append pays
-- for it. What is no record at all is filed otherwise, too; who asks reads the few that are found as they are
-- (lib/queries/misfiled-events.ts). An erased body says nothing.
CREATE FUNCTION event_misfiled(p_type text, p_at timestamptz, p_actor text, p_label text, p_incident uuid, p_evidence uuid, p_body bytea)
RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  v_end integer := pg_catalog.position(p_body, 'Z","schema":1,"stream":{"'::bytea); -- of the time of recording; the system's chain has no id
  v_tail text;
  v_head text;
BEGIN
  IF p_body IS NULL THEN
    RETURN false;
  END IF;
  IF v_end < 27 THEN
    RETURN true;
  END IF;
  v_tail := pg_catalog.encode(pg_catalog.substring(p_body, v_end - 26), 'escape');
  v_head := pg_catalog.encode(pg_catalog.substring(p_body, 1, pg_catalog.position(p_body, ',"authority":'::bytea)), 'escape');
  RETURN pg_catalog.to_char(p_at AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') <> pg_catalog.split_part(v_tail, '"', 1)
    OR pg_catalog.right(v_tail, pg_catalog.length(p_type) + 10) <> '"type":"' || p_type || '"}'
    OR coalesce(p_incident::text, '') <> CASE pg_catalog.split_part(v_tail, '"', 13)
      WHEN 'incident' THEN pg_catalog.split_part(v_tail, '"', 9)
      ELSE pg_catalog.split_part(pg_catalog.split_part(v_tail, '"incident:', 2), '"', 1) END
    OR coalesce(p_evidence::text, '') <> CASE pg_catalog.split_part(v_tail, '"', 13)
      WHEN 'evidence' THEN pg_catalog.split_part(v_tail, '"', 9)
      ELSE pg_catalog.split_part(pg_catalog.split_part(v_tail, '"evidence:', 2), '"', 1) END
    OR coalesce(p_actor, '') <> pg_catalog.split_part(pg_catalog.split_part(v_head, '"objectId":"', 2), '"', 1)
    OR (p_actor IS NULL AND pg_catalog.strpos(v_head, '"' || p_label || '"') = 0);
END
$$;

-- Empty while nobody changed the table behind Holdfast's back: a search learns in one look that nothing is kept from it.
CREATE INDEX "custody_event_misfiled" ON "custody_event"("id")
  WHERE event_misfiled("type", "occurred_at", "actor_object_id", "actor_label", "incident_id", "evidence_id", "body");

RESET ROLE;
