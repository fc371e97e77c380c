-- One database and the role of the same name that owns it. `:database` is given; the password is read by \password.
\set VERBOSITY terse
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I LOGIN', :'database')
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = :'database') \gexec

\password :database

-- Only a member of a role may give it a database: the master user is no superuser on RDS.
GRANT :"database" TO CURRENT_USER;

SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'database')
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = :'database') \gexec

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT ALL ON DATABASE :"database" TO :"database";
-- Of what is in it an exporter sees only what is granted to that role: statistics, and how backups went.
GRANT CONNECT ON DATABASE :"database" TO pg_monitor;
REVOKE :"database" FROM CURRENT_USER;
