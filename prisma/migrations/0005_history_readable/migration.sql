-- A starting Holdfast compares the applied migrations with its own and says what is missing.
GRANT SELECT ON TABLE "_prisma_migrations" TO holdfast_app;
