-- The role of exporters: it may log in and read statistics. `:role` is given; the password is read by \password.
\set VERBOSITY terse
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I LOGIN', :'role')
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = :'role') \gexec

\password :role

GRANT pg_monitor TO :"role";
