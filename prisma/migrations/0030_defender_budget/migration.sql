-- The calls that Microsoft allows to Defender's interfaces, counted for all workers together.
SET LOCAL ROLE holdfast_owner;

-- CreateTable
CREATE TABLE "defender_budget" (
    "application" TEXT NOT NULL,
    "api" TEXT NOT NULL,
    "taken" BIGINT NOT NULL DEFAULT 0,
    "paused_until" TIMESTAMPTZ(6),

    CONSTRAINT "defender_budget_pkey" PRIMARY KEY ("application","api")
);

-- CreateTable
CREATE TABLE "defender_call" (
    "application" TEXT NOT NULL,
    "api" TEXT NOT NULL,
    "n" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "defender_call_pkey" PRIMARY KEY ("application","api","n")
);

-- AddForeignKey
ALTER TABLE "defender_call" ADD CONSTRAINT "defender_call_application_api_fkey" FOREIGN KEY ("application", "api") REFERENCES "defender_budget"("application", "api") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Takes a place, or says how many milliseconds until there is one; 0: it is taken. p_most[i] calls in any p_seconds[i].
-- In every window the newest call but `most` must have left it: one look each, whatever was called before.
CREATE FUNCTION take_defender_call(p_application text, p_api text, p_most integer[], p_seconds double precision[])
RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  budget public.defender_budget%ROWTYPE;
  moment timestamptz;
  free_at timestamptz;
BEGIN
  INSERT INTO public.defender_budget (application, api) VALUES (p_application, p_api) ON CONFLICT DO NOTHING;
  SELECT * INTO STRICT budget FROM public.defender_budget b
  WHERE b.application = p_application AND b.api = p_api FOR NO KEY UPDATE;
  moment := clock_timestamp(); -- behind the lock: now() is when the transaction began
  SELECT max(c.at + make_interval(secs => w.seconds)) INTO free_at
  FROM unnest(p_most, p_seconds) AS w(most, seconds)
  JOIN public.defender_call c
    ON c.application = p_application AND c.api = p_api AND c.n = budget.taken - w.most + 1;
  free_at := greatest(free_at, budget.paused_until);
  IF free_at > moment THEN
    RETURN ceil(extract(epoch FROM free_at - moment) * 1000);
  END IF;
  INSERT INTO public.defender_call (application, api, n, at) VALUES (p_application, p_api, budget.taken + 1, moment);
  UPDATE public.defender_budget b SET taken = budget.taken + 1 WHERE b.application = p_application AND b.api = p_api;
  DELETE FROM public.defender_call c
  WHERE c.application = p_application AND c.api = p_api
    AND c.n <= budget.taken + 1 - (SELECT max(most) FROM unnest(p_most) AS m(most));
  RETURN 0;
END
$$;

-- Nobody calls before then; a pause is never made shorter.
CREATE FUNCTION pause_defender_calls(p_application text, p_api text, p_seconds double precision)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO public.defender_budget AS b (application, api, paused_until)
  VALUES (p_application, p_api, clock_timestamp() + make_interval(secs => p_seconds))
  ON CONFLICT (application, api) DO UPDATE SET paused_until = greatest(b.paused_until, excluded.paused_until);
$$;

REVOKE ALL ON FUNCTION take_defender_call(text, text, integer[], double precision[]) FROM PUBLIC;
REVOKE ALL ON FUNCTION pause_defender_calls(text, text, double precision) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_defender_call(text, text, integer[], double precision[]) TO holdfast_app;
GRANT EXECUTE ON FUNCTION pause_defender_calls(text, text, double precision) TO holdfast_app;
GRANT SELECT ON "defender_budget" TO holdfast_app;

RESET ROLE;
