import { VERSIONS } from "../../components/dify/catalogue";
import type { RawConfig } from "../../config/merge";
import { configWith, linesWith } from "./minimal";

const NEVER = { dify: {} };
const ALL = "(docs/releases.md has them all)";

test.each(VERSIONS)("%s is accepted with nothing else said", (version) => {
    expect(linesWith({ dify: { version } })).toEqual([]);
});

describe("a version that is not in the catalogue is refused", () => {
    test.each([
        ["1.15.1", `must be a release of the catalogue; did you mean 1.15.0 or 1.16.0? ${ALL}`],
        ["1.0.1", `must be a release of the catalogue; did you mean 1.0.0 or 1.1.3? ${ALL}`],
        ["0.6.8", `must be a release of the catalogue; did you mean 0.6.9? ${ALL}`],
        [
            "1.17.0",
            "is newer than 1.16.1, the newest in the catalogue: set dify.allowUntestedVersion: true to have it run like that one, or use " +
                `1.16.1 ${ALL}`,
        ],
    ])("%s", (version, message) => {
        expect(linesWith({ dify: { version } })).toEqual([`dify.version = "${version}": ${message}`]);
    });

    test("unless it is newer, and may be untested", () => {
        expect(linesWith({ dify: { version: "1.17.0", allowUntestedVersion: true } })).toEqual([]);
        expect(linesWith({ dify: { version: "1.15.1", allowUntestedVersion: true } })).toHaveLength(1);
    });
});

describe("what a release does not have is refused, with the one that brought it", () => {
    test.each<[string, RawConfig, string[]]>([
        [
            "collaboration before its service",
            { dify: { version: "1.14.0", collaboration: true } },
            [
                "dify.collaboration = true: needs Dify 1.14.1 or later, and dify.version is 1.14.0: the editors of one workflow meet in a " +
                    "service that older releases do not have; set it to false",
            ],
        ],
        [
            "collaboration with one member",
            { environment: "staging", dify: { version: "1.14.1", collaboration: true } },
            [],
        ],
        [
            "several members that do not hear of each other",
            { dify: { version: "1.15.0", collaboration: true, websocket: { replicas: 2 } } },
            [
                "dify.websocket.replicas = 2: needs Dify 1.16.0 or later, and dify.version is 1.15.0: members of older releases do not hear " +
                    "of each other; set it to 1, and in production dify.collaboration to false",
            ],
        ],
        [
            "one member in production",
            { dify: { version: "1.15.0", collaboration: true } },
            ["dify.websocket.replicas = 1: production needs at least 2, so that one still serves when a zone is lost"],
        ],
        [
            "a Redis Cluster before the event bus knew it",
            { dify: { version: "1.13.0", eventBus: "cluster" }, redis: { cluster: { enabled: true } } },
            [
                'dify.eventBus = "cluster": needs Dify 1.13.1 or later, and dify.version is 1.13.0: older releases stream from one Redis ' +
                    "address or not through Redis at all; use primary",
            ],
        ],
        [
            "a Redis Cluster from then on",
            { dify: { version: "1.13.1", eventBus: "cluster" }, redis: { cluster: { enabled: true } } },
            [],
        ],
        [
            "settings of services that are not there",
            { dify: { version: "0.15.8", pluginDaemon: { replicas: 3 }, websocket: { replicas: 3 } } },
            [
                "dify.pluginDaemon: needs Dify 1.0.0 or later, and dify.version is 0.15.8, which does not have this service; remove it",
                "dify.websocket: needs Dify 1.14.1 or later, and dify.version is 0.15.8, which does not have this service; remove it",
            ],
        ],
        ["the plugin daemon from 1.0.0 on", { dify: { version: "1.0.0", pluginDaemon: { replicas: 3 } } }, []],
    ])("%s", (_, change, lines) => {
        expect(linesWith(change)).toEqual(lines);
    });
});

test("collaboration is on by default where it can have several members", () => {
    const on = VERSIONS.filter((version) => configWith({ dify: { version } }).dify.collaboration);
    expect(on).toEqual(["1.16.0", "1.16.1"]);
    expect(configWith(NEVER).dify.collaboration).toBe(true);
});

describe("on EKS, where pods have identities and no keys", () => {
    const onEks = (version: string): RawConfig => ({
        dify: { version },
        cluster: { kind: "eks" },
        aws: { region: "eu-central-1" },
        zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
        storage: { kind: "s3", endpoint: undefined, credentialsSecret: undefined },
        postgres: { engine: "rds" },
        redis: { engine: "elasticache" },
        secrets: { store: "secretsManager" },
    });

    test("the plugin daemon of 1.0.0 is refused", () => {
        expect(linesWith(onEks("1.0.0"))).toEqual([
            'cluster.kind = "eks": needs Dify 1.1.3 or later, and dify.version is 1.0.0: the plugin daemon of older releases takes access keys ' +
                "only, and pods on EKS have identities",
        ]);
    });

    test.each(["0.6.9", "0.15.8", "1.1.3"])("%s is accepted", (version) => {
        expect(linesWith(onEks(version))).toEqual([]);
    });
});
