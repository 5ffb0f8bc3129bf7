-- Roles belong to the server, not to the database: made once, used by every database of it.
-- Passwords are not set here: embedded mode makes its own, an operator sets them by hand:
--   ALTER ROLE holdfast_app PASSWORD '…'; ALTER ROLE holdfast_sequencer PASSWORD '…';
DO $roles$
DECLARE
  wanted text;
BEGIN
  FOREACH wanted IN ARRAY ARRAY['holdfast_owner', 'holdfast_app', 'holdfast_sequencer'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', wanted);
    END IF;
  END LOOP;
END
$roles$;

ALTER ROLE holdfast_app LOGIN;
ALTER ROLE holdfast_sequencer LOGIN;

-- Whoever applies migrations may act as the owner while doing so; the owner itself never logs in.
GRANT holdfast_owner TO CURRENT_USER;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO holdfast_owner;
GRANT USAGE ON SCHEMA public TO holdfast_app, holdfast_sequencer;
