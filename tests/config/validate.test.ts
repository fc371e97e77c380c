import type { RawConfig } from "../../config/merge";
import { formatProblems } from "../../config/problems";
import { configWith, linesOf, linesWith, MINIMAL } from "./minimal";

type Case = [title: string, change: RawConfig, lines: string[]];

const DIFY_KEYS =
    "version, allowUntestedVersion, collaboration, broker, eventBus, drainSeconds, database, api, worker, workerPools, beat, web, websocket, sandbox, " +
    "ssrfProxy, " +
    "egress, pluginDaemon, canary";
const THREE_ZONES =
    "production needs at least 3: with fewer, losing one takes the majority of etcd, Sentinel and PostgreSQL along";
const CPU = "must be cores or millicores, such as 2 or 500m";
const BYTES = "must be bytes with a unit, such as 512Mi or 4Gi";
const CIDR = "must be a CIDR such as 10.1.2.0/24";
const ENDPOINT = "must be http://host[:port] or https://host[:port], without a path";
const NO_CREDENTIALS =
    "storage.credentialsSecret: missing; name a Secret with the keys accesskey and secretkey, or set storage.accessKeyId and " +
    "storage.secretAccessKey";

test("the minimal configuration is valid", () => {
    expect(linesOf(MINIMAL)).toEqual([]);
});

describe("shape", () => {
    test.each<Case>([
        [
            "text for a number",
            { dify: { api: { replicas: "four" } } },
            ['dify.api.replicas = "four": must be a whole number'],
        ],
        ["fraction", { dify: { api: { replicas: 2.5 } } }, ["dify.api.replicas = 2.5: must be a whole number"]],
        ["number too small", { dify: { api: { replicas: 0 } } }, ["dify.api.replicas = 0: must be at least 1"]],
        ["number too large", { dify: { drainSeconds: 7200 } }, ["dify.drainSeconds = 7200: must be at most 3600"]],
        ["text for a boolean", { allowSingleZone: "yes" }, ['allowSingleZone = "yes": must be true or false']],
        ["number for a text", { domain: { tlsSecret: 5 } }, ["domain.tlsSecret = 5: must be a text; put it in quotes"]],
        ["empty text", { domain: { tlsSecret: "" } }, ['domain.tlsSecret = "": must not be empty']],
        ["empty text in a list", { zones: ["a", "", "c"] }, ['zones.1 = "": must not be empty']],
        ["number in a list of texts", { zones: [1, "b", "c"] }, ["zones.0 = 1: must be a text; put it in quotes"]],
        ["text for a list", { zones: "a,b,c" }, ['zones = "a,b,c": must be a list, such as [a, b]']],
        ["number for a group", { dify: { api: 3 } }, ["dify.api = 3: must be a group of keys"]],
        ["nothing for a group", { milvus: null }, ["milvus = null: must be a group of keys"]],
        [
            "unknown choice",
            { environment: "prod" },
            ['environment = "prod": must be one of development, staging, production'],
        ],
        ["unknown profile", { profile: "huge" }, ['profile = "huge": must be one of local, small, medium, large']],
        [
            "no Dify version",
            { dify: { version: "latest" } },
            ['dify.version = "latest": must be a release of Dify such as 1.16.1'],
        ],
        ["bad CPU", { dify: { api: { requests: { cpu: "2 cores" } } } }, [`dify.api.requests.cpu = "2 cores": ${CPU}`]],
        ["no CPU at all", { redis: { limits: { cpu: 0 } } }, ["redis.limits.cpu = 0: must be at least 0.001"]],
        ["a boolean for CPU", { redis: { limits: { cpu: true } } }, [`redis.limits.cpu = true: ${CPU}`]],
        ["bad memory", { redis: { requests: { memory: "2GB" } } }, [`redis.requests.memory = "2GB": ${BYTES}`]],
        ["memory without a unit", { redis: { limits: { memory: 4 } } }, [`redis.limits.memory = 4: ${BYTES}`]],
        ["volume without a unit", { postgres: { storage: "50" } }, [`postgres.storage = "50": ${BYTES}`]],
        [
            "bad CIDRs, each once",
            { dify: { ssrfProxy: { allowedPrivateRanges: ["10.0.0.0", "10.0.0.0/33", "fd00::/8", "300.0.0.0/8"] } } },
            [
                `dify.ssrfProxy.allowedPrivateRanges.0 = "10.0.0.0": ${CIDR}`,
                `dify.ssrfProxy.allowedPrivateRanges.1 = "10.0.0.0/33": ${CIDR}`,
                `dify.ssrfProxy.allowedPrivateRanges.3 = "300.0.0.0/8": ${CIDR}`,
            ],
        ],
        [
            "endpoint without scheme",
            { storage: { endpoint: "s3.example.com" } },
            [`storage.endpoint = "s3.example.com": ${ENDPOINT}`],
        ],
        [
            "endpoint with a path",
            { storage: { endpoint: "https://s3/bucket" } },
            [`storage.endpoint = "https://s3/bucket": ${ENDPOINT}`],
        ],
        [
            "host name in capitals",
            { domain: { host: "Dify.example.com" } },
            ['domain.host = "Dify.example.com": must be a host name in lower case, such as dify.example.com'],
        ],
        [
            "bad namespace",
            { namespace: "My Dify" },
            ['namespace = "My Dify": must be a namespace name: at most 63 lower-case letters, digits and inner dashes'],
        ],
        [
            "long values are cut",
            { storage: { buckets: { files: "B".repeat(80) } } },
            [
                `storage.buckets.files = "${"B".repeat(56)}...: must be a bucket name: at most 63 lower-case letters, digits and ` +
                    "inner dashes",
            ],
        ],
    ])("%s", (_title, change, lines) => {
        expect(linesWith(change)).toEqual(lines);
    });

    test("CPU as a number, as pulumi config set --path writes it, becomes a text", () => {
        expect(configWith({ dify: { api: { limits: { cpu: 2.5 } } } }).dify.api.limits.cpu).toBe("2.5");
    });
});

describe("unknown keys", () => {
    test.each<Case>([
        ["typo", { dify: { api: { replcas: 4 } } }, ["dify.api.replcas: unknown key; did you mean dify.api.replicas?"]],
        [
            "typo in capitals",
            { dify: { SSRFProxy: {} } },
            ["dify.SSRFProxy: unknown key; did you mean dify.ssrfProxy?"],
        ],
        ["typo in a group", { postgress: { replicas: 3 } }, ["postgress: unknown key; did you mean postgres?"]],
        ["nothing near", { dify: { flux: {} } }, [`dify.flux: unknown key; valid keys here: ${DIFY_KEYS}`]],
        ["short and nothing near", { dify: { db: {} } }, [`dify.db: unknown key; valid keys here: ${DIFY_KEYS}`]],
        [
            "name of an object's own property",
            { dify: { constructor: {} } },
            [`dify.constructor: unknown key; valid keys here: ${DIFY_KEYS}`],
        ],
        [
            "dotted path as one key, as pulumi config set without --path writes it",
            { "dify.api.replicas": 4 },
            [
                "dify.api.replicas: unknown key; a dotted path is one key to YAML: nest the keys, or use pulumi config set --path",
            ],
        ],
    ])("%s", (_title, change, lines) => {
        expect(linesWith(change)).toEqual(lines);
    });

    test("__proto__ is a key like any other", () => {
        expect(linesWith(JSON.parse('{"redis": {"cluster": {"__proto__": {"enabled": true}}}}') as RawConfig)).toEqual([
            "redis.cluster.__proto__: unknown key; valid keys here: enabled, shards, durability",
        ]);
    });
});

describe("zones", () => {
    test.each<Case>([
        ["one in production", { zones: ["a"] }, [`zones = ["a"]: ${THREE_ZONES}`]],
        ["none in production", { zones: [] }, [`zones = []: ${THREE_ZONES}`]],
        [
            "one named twice",
            { zones: ["a", "b", "b"] },
            ['zones = ["a","b","b"]: must name each zone once; repeated: b'],
        ],
        [
            "too few and one named twice",
            { zones: ["a", "a"] },
            ['zones = ["a","a"]: must name each zone once; repeated: a', `zones = ["a","a"]: ${THREE_ZONES}`],
        ],
        [
            "one in production, allowed",
            { zones: ["a"], allowSingleZone: true },
            [
                `zones = ["a"]: ${THREE_ZONES}`,
                "allowSingleZone = true: must be false in production, which outlives a zone",
            ],
        ],
        [
            "one in staging",
            { environment: "staging", zones: ["a"] },
            ['zones = ["a"]: needs at least 2; set allowSingleZone: true to accept that losing the zone is an outage'],
        ],
        [
            "none, with a single one allowed",
            { environment: "staging", zones: [], allowSingleZone: true },
            ["zones = []: needs at least 1"],
        ],
        [
            "two in staging for three PostgreSQL instances",
            { environment: "staging", zones: ["a", "b"] },
            ["postgres.replicas = 3: must be at most 2, the number of zones: each instance has a zone of its own"],
        ],
        ["two in staging", { environment: "staging", zones: ["a", "b"], postgres: { replicas: 2 } }, []],
        [
            "one allowed in development, with one PostgreSQL instance",
            { environment: "development", zones: ["a"], allowSingleZone: true, postgres: { replicas: 1 } },
            [],
        ],
    ])("%s", (_title, change, lines) => {
        expect(linesWith(change)).toEqual(lines);
    });
});

describe("numbers of members", () => {
    const odd = (what: string) => `must be odd and at least 3: a majority of the ${what} must survive the loss of one`;
    const standby = "production needs at least 3, so that a primary and a standby are left when a zone is lost";
    const spare = "production needs at least 2, so that one still serves when a zone is lost";
    const once =
        "must be 1: two schedulers would enqueue every scheduled task twice, and without one nothing is scheduled";

    test.each<Case>([
        ["two Sentinels", { redis: { sentinels: 2 } }, [`redis.sentinels = 2: ${odd("Sentinels")}`]],
        ["four Sentinels", { redis: { sentinels: 4 } }, [`redis.sentinels = 4: ${odd("Sentinels")}`]],
        [
            "two etcd members",
            { milvus: { etcd: { replicas: 2 } } },
            [`milvus.etcd.replicas = 2: ${odd("etcd members")}`],
        ],
        [
            "one etcd member",
            { milvus: { etcd: { replicas: 1 } } },
            [`milvus.etcd.replicas = 1: ${odd("etcd members")}`],
        ],
        ["one PostgreSQL in production", { postgres: { replicas: 1 } }, [`postgres.replicas = 1: ${standby}`]],
        ["two PostgreSQL in production", { postgres: { replicas: 2 } }, [`postgres.replicas = 2: ${standby}`]],
        ["two PostgreSQL in staging", { environment: "staging", postgres: { replicas: 2 } }, []],
        [
            "one PostgreSQL in development",
            { environment: "development", postgres: { replicas: 1 } },
            ["postgres.replicas = 1: must be at least 2: with one member there is nothing to fail over to"],
        ],
        [
            "four PostgreSQL in three zones",
            { postgres: { replicas: 4 } },
            ["postgres.replicas = 4: must be at most 3, the number of zones: each instance has a zone of its own"],
        ],
        ["two Redis in production", { redis: { replicas: 2 } }, [`redis.replicas = 2: ${standby}`]],
        [
            "one Redis in development",
            { environment: "development", redis: { replicas: 1 } },
            ["redis.replicas = 1: must be at least 2: with one member there is nothing to fail over to"],
        ],
        ["one API in production", { dify: { api: { replicas: 1 } } }, [`dify.api.replicas = 1: ${spare}`]],
        ["one API in development", { environment: "development", dify: { api: { replicas: 1 } } }, []],
        [
            "one query node in production",
            { milvus: { queryNode: { replicas: 1 } } },
            [`milvus.queryNode.replicas = 1: ${spare}`],
        ],
        [
            "one WebSocket server in production",
            { dify: { websocket: { replicas: 1 } } },
            [`dify.websocket.replicas = 1: ${spare}`],
        ],
        ["one WebSocket server that does not run", { dify: { collaboration: false, websocket: { replicas: 1 } } }, []],
        [
            "one pooler in production",
            { postgres: { pooler: { enabled: true, replicas: 1 } } },
            [`postgres.pooler.replicas = 1: ${spare}`],
        ],
        ["one pooler that does not run", { postgres: { pooler: { replicas: 1 } } }, []],
        ["two schedulers", { dify: { beat: { replicas: 2 } } }, [`dify.beat.replicas = 2: ${once}`]],
        ["no scheduler", { dify: { beat: { replicas: 0 } } }, [`dify.beat.replicas = 0: ${once}`]],
    ])("%s", (_title, change, lines) => {
        expect(linesWith(change)).toEqual(lines);
    });
});

describe("keys that must fit together", () => {
    const half = (missing: string, given: string) =>
        `storage.${missing}: missing; storage.${given} is useless without it`;

    test.each<Case>([
        [
            "Celery on a Redis Cluster",
            { dify: { broker: "cluster" }, redis: { cluster: { enabled: true } } },
            [
                'dify.broker = "cluster": must be primary: Celery reads several queues in one BRPOP, which Redis Cluster refuses (CROSSSLOT)',
            ],
        ],
        [
            "event bus on a Redis Cluster that does not run",
            { dify: { collaboration: false, eventBus: "cluster" } },
            ['dify.eventBus = "cluster": needs redis.cluster.enabled: true, or use primary'],
        ],
        [
            "event bus on a Redis Cluster",
            { dify: { collaboration: false, eventBus: "cluster" }, redis: { cluster: { enabled: true } } },
            [],
        ],
        [
            "event bus on a Redis Cluster, which Socket.IO would have to share",
            { dify: { eventBus: "cluster" }, redis: { cluster: { enabled: true } } },
            [
                'dify.eventBus = "cluster": needs dify.collaboration: false, or use primary: Socket.IO shares the event bus, and follows no redirects of a Redis Cluster',
            ],
        ],
        [
            "two sources of the certificate",
            { domain: { clusterIssuer: "letsencrypt" } },
            [
                'domain.clusterIssuer = "letsencrypt": only one of domain.tlsSecret, domain.clusterIssuer and domain.acmeEmail can make the ' +
                    "certificate",
            ],
        ],
        [
            "three sources of the certificate",
            { domain: { clusterIssuer: "letsencrypt", acmeEmail: "ops@example.com" } },
            ["clusterIssuer", "acmeEmail"].map(
                (key) =>
                    `domain.${key} = "${key === "acmeEmail" ? "ops@example.com" : "letsencrypt"}": only one of domain.tlsSecret, ` +
                    "domain.clusterIssuer and domain.acmeEmail can make the certificate",
            ),
        ],
        [
            "an authority without an account",
            { domain: { acmeServer: "https://acme.example.com/directory" } },
            [
                'domain.acmeServer = "https://acme.example.com/directory": needs domain.acmeEmail, whose account is there',
            ],
        ],
        [
            "limits under requests",
            { dify: { api: { requests: { cpu: "4" } } }, redis: { limits: { memory: "512Mi" } } },
            [
                'dify.api.limits.cpu = "2": must be at least dify.api.requests.cpu, which is 4',
                'redis.limits.memory = "512Mi": must be at least redis.requests.memory, which is 1Gi',
            ],
        ],
        [
            "two kinds of credentials",
            { storage: { accessKeyId: "AKIA" } },
            [
                'storage.credentialsSecret = "dify-object-store": excludes storage.accessKeyId and storage.secretAccessKey; give one ' +
                    "or the other",
            ],
        ],
    ])("%s", (_title, change, lines) => {
        expect(linesWith(change)).toEqual(lines);
    });

    test.each<Case>([
        ["no credentials", {}, [NO_CREDENTIALS]],
        ["half of the credentials", { accessKeyId: "AKIA" }, [half("secretAccessKey", "accessKeyId")]],
        ["the other half", { secretAccessKey: "hunter2" }, [half("accessKeyId", "secretAccessKey")]],
        ["both halves", { accessKeyId: "AKIA", secretAccessKey: "hunter2" }, []],
        [
            "a wrong half is not also a missing half",
            { accessKeyId: 5, secretAccessKey: "hunter2" },
            ["storage.accessKeyId = [secret]: must be a text; put it in quotes"],
        ],
    ])("%s", (_title, credentials, lines) => {
        expect(linesOf({ ...MINIMAL, storage: { endpoint: "https://s3.example.com", ...credentials } })).toEqual(lines);
    });

    test.each<Case>([
        [
            "production without an address",
            {},
            [
                "domain.host: missing; production needs the public host name, such as dify.example.com",
                "domain.acmeEmail: missing; production needs TLS: give an e-mail address for Let's Encrypt here, name an existing Secret in " +
                    "domain.tlsSecret or a cert-manager issuer in domain.clusterIssuer",
            ],
        ],
        ["staging without an address", { environment: "staging" }, []],
        ["certificate by cert-manager", { domain: { host: "dify.example.com", clusterIssuer: "letsencrypt" } }, []],
        ["certificate by ACME", { domain: { host: "dify.example.com", acmeEmail: "ops@example.com" } }, []],
        [
            "certificate by ACME for no name",
            { environment: "staging", domain: { acmeEmail: "ops@example.com" } },
            ["domain.host: missing; domain.acmeEmail needs the name that the certificate is for"],
        ],
        [
            "no e-mail address",
            { domain: { host: "dify.example.com", acmeEmail: "ops" } },
            ['domain.acmeEmail = "ops": must be an e-mail address such as ops@example.com'],
        ],
        [
            "a wrong source of the certificate is not also a missing one",
            { domain: { host: "dify.example.com", clusterIssuer: 5 } },
            ["domain.clusterIssuer = 5: must be a text; put it in quotes"],
        ],
    ])("%s", (_title, change, lines) => {
        expect(linesOf({ storage: MINIMAL["storage"], ...change })).toEqual(lines);
    });
});

describe("everything at once", () => {
    test("an empty configuration", () => {
        expect(linesOf({})).toEqual([
            "domain.host: missing; production needs the public host name, such as dify.example.com",
            "domain.acmeEmail: missing; production needs TLS: give an e-mail address for Let's Encrypt here, name an existing Secret in " +
                "domain.tlsSecret or a cert-manager issuer in domain.clusterIssuer",
            NO_CREDENTIALS,
            "storage.endpoint: missing; name the URL of the object store, such as https://s3.eu-central-1.amazonaws.com",
        ]);
    });

    test("problems of the shape and, beneath them, of the rules", () => {
        const change = {
            zones: ["a", ""],
            dify: { api: { replicas: "3" }, beat: { replicas: 2 }, worker: { replica: 3 }, broker: "cluster" },
            postgres: { replicas: 1, storage: 50 },
            redis: { sentinels: 2 },
            storage: { endpoint: "s3" },
        };
        expect(linesWith(change)).toEqual([
            'zones.1 = "": must not be empty',
            'dify.api.replicas = "3": must be a whole number',
            "dify.worker.replica: unknown key; did you mean dify.worker.replicas?",
            `postgres.storage = 50: ${BYTES}`,
            `storage.endpoint = "s3": ${ENDPOINT}`,
            "dify.beat.replicas = 2: must be 1: two schedulers would enqueue every scheduled task twice, and without one nothing is scheduled",
            'dify.broker = "cluster": must be primary: Celery reads several queues in one BRPOP, which Redis Cluster refuses (CROSSSLOT)',
            "redis.sentinels = 2: must be odd and at least 3: a majority of the Sentinels must survive the loss of one",
            "postgres.replicas = 1: production needs at least 3, so that a primary and a standby are left when a zone is lost",
        ]);
    });

    test("the heading counts", () => {
        expect(formatProblems([{ path: "zones", value: [], message: "needs at least 1" }])).toBe(
            "1 problem in the configuration:\n  zones = []: needs at least 1",
        );
        expect(formatProblems([1, 2].map((value) => ({ path: "a", value, message: "no" })))).toBe(
            "2 problems in the configuration:\n  a = 1: no\n  a = 2: no",
        );
    });
});

describe("secret values are never shown", () => {
    test.each<[string, RawConfig]>([
        ["of the wrong type", { storage: { secretAccessKey: ["hunter2"] } }],
        ["numeric", { storage: { accessKeyId: 40472, secretAccessKey: 40472 } }],
        ["under a mistyped key", { storage: { secretAccesKey: "hunter2" } }],
        ["under a key that does not exist", { storage: { password: "hunter2" } }],
        ["under a mistyped group", { storge: { secretAccessKey: "hunter2" } }],
        ["in a group that is no group", { storage: '{"secretAccessKey": "hunter2"' }],
        ["in a group that is a list", { storage: [{ secretAccessKey: "hunter2" }] }],
    ])("%s", (_title, change) => {
        const lines = linesWith(change);
        expect(lines).not.toEqual([]);
        expect(lines.join("\n")).not.toMatch(/hunter2|40472/);
    });
});
