-- By which range of addresses people came.
SET LOCAL ROLE holdfast_owner;

-- Null for what is no address. An IPv4 address that a dual-stack socket shows as ::ffff:192.0.2.1 is that IPv4 address
-- (RFC 4291, 2.5.5.2). Every name is PostgreSQL's, as in `event_member`.
CREATE FUNCTION event_address(p_address text) RETURNS inet LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  RETURN pg_catalog.host(pg_catalog.regexp_replace(pg_catalog.split_part(p_address, '%', 1),
    '^::ffff:(?=\d+\.)', '', 'i')::pg_catalog.inet)::pg_catalog.inet;
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END
$$;

RESET ROLE;
