import type { Defect } from "./types";

/** What is known to go wrong, and what is done about it. */
export const DEFECTS: readonly Defect[] = [
    {
        fixedIn: "0.6.12",
        what: "The schema is migrated without a lock by every API pod that starts.",
        remedy: "One Job runs `flask db upgrade`; MIGRATION_ENABLED is false everywhere.",
        source: "api/docker/entrypoint.sh",
    },
    {
        fixedIn: "0.6.15",
        what: "Bash is process 1 and hands no signal on: SIGTERM reaches neither gunicorn nor Celery, and every stop is a kill.",
        remedy: "API, worker and beat are started with `exec` instead of by the entry point.",
        source: "api/docker/entrypoint.sh",
    },
    {
        fixedIn: "0.6.16",
        what: "The database's user and password are put into a URL as they are.",
        remedy: "Generated passwords are letters and digits only.",
        source: "api/configs/middleware",
    },
    {
        fixedIn: "0.6.13",
        what: "There is no DB_EXTRAS: a connection to a server that went dark is noticed when the kernel gives up.",
        remedy: "PGSSLMODE and PGCONNECT_TIMEOUT, which libpq reads itself (deduced); nothing for connections that are open.",
        source: "api/config.py",
    },
    {
        fixedIn: "0.8.0",
        what: "Redis Sentinel is unknown.",
        remedy: "None needed: in every version there is one address that follows the master.",
        source: "api/extensions/ext_redis.py",
    },
    {
        fixedIn: "0.9.2",
        what: "With an AWS identity S3_REGION is ignored.",
        remedy: "AWS_DEFAULT_REGION, which boto3 reads itself.",
        source: "langgenius/dify#7819",
    },
    {
        since: "0.6.12",
        fixedIn: "1.13.0",
        what: "A migration that fails ends with 0 all the same.",
        remedy: "None: before the first requests read the log of the migration Job.",
        source: "langgenius/dify#32024",
    },
    {
        since: "0.6.12",
        fixedIn: "1.13.1",
        what: "The lock of the migration lasts 60 s, however long the migration takes.",
        remedy: "None needed: there is one Job.",
        source: "langgenius/dify#32299",
    },
    {
        fixedIn: "1.0.0",
        what: "Celery (5.3, 5.4) may stay connected to Redis after a failover and take no more tasks.",
        remedy: "The probe of a worker is Celery's ping: one that does not answer is restarted.",
        source: "celery/celery#8091, #8030",
    },
    {
        since: "1.0.0",
        fixedIn: "1.1.3",
        what: "The plugin daemon (0.0.3) takes access keys only.",
        remedy: "Refused on EKS, where pods have identities. That 0.0.3 takes another address than that of AWS is UNCONFIRMED.",
        source: "langgenius/dify#17702",
    },
    {
        since: "1.0.0",
        fixedIn: "1.4.1",
        what: "UNCONFIRMED that plugin daemons before 0.1.1 take over plugins that another one has installed.",
        remedy: "None: prefer a later release where there is more than one plugin daemon.",
        source: "langgenius/dify-plugin-daemon: read from 0.1.1 on",
    },
    {
        since: "1.0.0",
        fixedIn: "1.12.0",
        what: "Plugin daemons (before 0.5.3) that share a working folder build the same environment at once.",
        remedy: "None needed: every pod has a working folder of its own.",
        source: "langgenius/dify-plugin-daemon#564",
    },
    {
        fixedIn: "1.13.1",
        what: "The client of Milvus (pymilvus 2.3 to 2.5) is older than the server that is run here; that they agree is UNCONFIRMED.",
        remedy: "None: try the release with documents before it is relied upon.",
        source: "api/pyproject.toml",
    },
    {
        fixedIn: "1.15.0",
        what: "Upstream's Squid is an open proxy into private networks.",
        remedy: "The program's own configuration for every version.",
        source: "docker/ssrf_proxy/squid.conf.template",
    },
    {
        since: "1.13.0",
        what: "The event bus ignores Redis Sentinel.",
        remedy: "None needed: in every version there is one address that follows the master.",
        source: "langgenius/dify#32880, #36761",
    },
    {
        since: "1.13.0",
        fixedIn: "1.16.0",
        what: "A stopping worker lets runs go on until it is killed; the rest of a run is lost, and its client hears nothing more for 300 s.",
        remedy: "Runs have `dify.drainSeconds` to end: raise it, up to 1200, where they are long.",
        source: "langgenius/dify#38220",
    },
    {
        since: "1.13.1",
        what: "Streams as transport of the event bus lose `workflow_started`.",
        remedy: "`pubsub`, or `sharded` on a Redis Cluster.",
        source: "langgenius/dify#40948",
    },
    {
        since: "1.16.0",
        what: "Sockets of the collaborative editor connect again and again when Redis is idle.",
        remedy: "None: mended after 1.16.1.",
        source: "langgenius/dify#39423, #39812",
    },
];
