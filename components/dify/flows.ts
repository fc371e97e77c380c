import { PLACES, type Flow, type FlowPort, type Traffic } from "../../contracts";
import { flowsFrom, identityFlows, objectStoreFlows, tcp } from "../shared/traffic";
import type { DifyAppArgs } from "./difyApp";
import { hasService, PORTS, type DifyRelease } from "./catalogue";
import type { Hosts } from "./env";
import { SERVICE_SUFFIX, type ServiceName } from "./services";
import { PROXIED_PORTS } from "./squid";

/** Connections of a release: who of it speaks to whom, and why. Pure. */

export interface DifyFlowsArgs extends Pick<
    DifyAppArgs,
    "appDatabase" | "pluginDatabase" | "redis" | "streaming" | "objectStore" | "vectorStore" | "allowedPrivateRanges"
> {
    /** Name of the release. */
    readonly name: string;
    readonly release: DifyRelease;
    readonly namespace: string;
    /** Services that it runs itself. */
    readonly served: readonly ServiceName[];
    /** Where the others are. */
    readonly hosts: Hosts;
    /** Port of the collectors of traces; none without tracing. */
    readonly tracingPort?: number;
    /** Where API and workers may connect to beside all of this. */
    readonly allowedEgress: readonly AllowedEgress[];
    /** Whether a certificate is made by proof over HTTP: for a moment a pod of cert-manager answers. */
    readonly solvesChallenges: boolean;
}

/** Private addresses that API and workers connect to by themselves. */
export interface AllowedEgress {
    /** Address range. */
    readonly cidr: string;
    /** TCP ports. */
    readonly ports: readonly number[];
}

/** The Job that migrates the schema, after the name of the release. */
const MIGRATION = "migrate";

/** Programs of the API's image, by what they are told to be. */
const RUNNERS: readonly ServiceName[] = ["api", "worker", "latencyWorker", "heavyWorker"];
const API_IMAGE: readonly (ServiceName | typeof MIGRATION)[] = [...RUNNERS, "websocket", "beat", MIGRATION];

/** Of cert-manager: pods that answer an authority's question, in the namespace of the Ingress (cert-manager 1.21, acme/v1). */
const SOLVER = { place: "acme-solver", label: "acme.cert-manager.io/http01-solver", port: 8089 } as const;

export function difyTraffic(args: DifyFlowsArgs): Traffic {
    const { name, namespace, served, solvesChallenges } = args;
    const migration = `${name}-${MIGRATION}`;
    return {
        pods: {
            [migration]: { namespace, matchLabels: { "app.kubernetes.io/name": migration } },
            ...(solvesChallenges ? { [SOLVER.place]: { namespace, matchLabels: { [SOLVER.label]: "true" } } } : {}),
        },
        flows: [
            ...fromOutside(args),
            ...ofPrograms(args),
            ...(served.includes("sandbox") ? ofSandbox(args) : []),
            ...(served.includes("pluginDaemon") ? ofPluginDaemon(args) : []),
            ...(served.includes("ssrfProxy") ? ofProxy(args) : []),
            ...ofTracing(args),
        ],
    };
}

/** Ports at which services answer the gateway. */
const ENTRIES: readonly (readonly [ServiceName, number])[] = [
    ["api", PORTS.api],
    ["websocket", PORTS.api],
    ["web", PORTS.web],
    ["pluginDaemon", PORTS.pluginDaemon],
];

function fromOutside({ name, served, solvesChallenges }: DifyFlowsArgs): Flow[] {
    const from = PLACES.gateway;
    return [
        ...ENTRIES.filter(([service]) => served.includes(service)).map(([service, port]) => ({
            from,
            to: `${name}-${SERVICE_SUFFIX[service]}`,
            ports: tcp(port),
            reason: "requests from outside",
        })),
        ...(solvesChallenges
            ? [{ from, to: SOLVER.place, ports: tcp(SOLVER.port), reason: "an authority proves the host name" }]
            : []),
    ];
}

/** Of API, workers and their like, and of the web interface. */
function ofPrograms(args: DifyFlowsArgs): Flow[] {
    const { release, hosts, appDatabase, redis, streaming, objectStore, vectorStore, allowedEgress } = args;
    const runners = ownNames(args, RUNNERS);
    const programs = ownNames(args, API_IMAGE);
    const toData = (to: string, port: number, reason: string) => flowsFrom(programs, { to, ports: tcp(port), reason });
    return [
        ...toData(appDatabase.servedBy, appDatabase.port, "database"),
        ...toData(redis.servedBy, redis.port, "cache, locks and queues"),
        ...(release.has.runsInWorkers
            ? toData(streaming.eventBus.servedBy, streaming.eventBus.port, "streamed answers")
            : []),
        ...programs.flatMap((program) => objectStoreFlows(program, objectStore, "files")),
        ...flowsFrom(runners, {
            to: vectorStore.servedBy,
            ports: tcp(VECTOR_STORE_PORT),
            reason: "vectors",
        }),
        ...flowsFrom(runners, { to: hosts.sandbox, ports: tcp(PORTS.sandbox), reason: "code of code nodes" }),
        ...(hasService(release, "pluginDaemon")
            ? flowsFrom(runners, {
                  to: hosts.pluginDaemon,
                  ports: tcp(PORTS.pluginDaemon),
                  reason: "models and tools",
              })
            : []),
        ...flowsFrom(runners, { to: hosts.ssrfProxy, ports: tcp(PORTS.ssrfProxy), reason: "HTTP nodes, files by URL" }),
        ...flowsFrom([...runners, ...ownNames(args, ["web"])], {
            to: hosts.api,
            ports: tcp(PORTS.api),
            reason: "pages that the server renders, files by their internal address",
        }),
        ...flowsFrom(runners, {
            to: PLACES.internet,
            ports: tcp(443),
            reason: "plugin marketplace, sign-in and data sources of users, mail services",
        }),
        ...allowedEgress.flatMap(({ cidr, ports }) =>
            flowsFrom(runners, { to: cidr, ports: tcp(...ports), reason: "allowed in dify.egress.allow" }),
        ),
    ];
}

/** Port of the vector store, whose endpoint is a URL. */
const VECTOR_STORE_PORT = 19530;

/** Code that strangers wrote. */
function ofSandbox({ name, hosts }: DifyFlowsArgs): Flow[] {
    return [
        {
            from: `${name}-${SERVICE_SUFFIX.sandbox}`,
            to: hosts.ssrfProxy,
            ports: tcp(PORTS.ssrfProxy),
            reason: "the only way out for code",
        },
    ];
}

/** Plugins that strangers wrote, and the daemon that runs them. */
function ofPluginDaemon({ name, release, hosts, pluginDatabase, redis, objectStore }: DifyFlowsArgs): Flow[] {
    const from = `${name}-${SERVICE_SUFFIX.pluginDaemon}`;
    const ports = tcp(PORTS.pluginDaemon);
    return [
        ...(pluginDatabase === undefined
            ? []
            : [{ from, to: pluginDatabase.servedBy, ports: tcp(pluginDatabase.port), reason: "database" }]),
        { from, to: redis.servedBy, ports: tcp(redis.port), reason: "cache, locks and the list of daemons" },
        { from, to: hosts.api, ports: tcp(PORTS.api), reason: "plugins call back, and fetch files" },
        { from, to: from, ports, reason: "a request is handed to the daemon that runs its plugin" },
        { from, to: hosts.ssrfProxy, ports: tcp(PORTS.ssrfProxy), reason: "the only way out for plugins" },
        ...(objectStore.inside === true
            ? objectStoreFlows(from, objectStore, "plugins")
            : identityFlows(from, objectStore.access.plugins)),
        ...(release.has.pluginTelemetry ? [{ from: PLACES.prometheus, to: from, ports, reason: "metrics" }] : []),
    ];
}

function ofProxy({ name, allowedPrivateRanges }: DifyFlowsArgs): Flow[] {
    const from = `${name}-${SERVICE_SUFFIX.ssrfProxy}`;
    const ports: readonly FlowPort[] = PROXIED_PORTS;
    return [
        { from, to: PLACES.internet, ports, reason: "what code, plugins and HTTP nodes ask for" },
        ...allowedPrivateRanges.map((cidr) => ({
            from,
            to: cidr,
            ports,
            reason: "allowed in dify.ssrfProxy.allowedPrivateRanges",
        })),
    ];
}

function ofTracing(args: DifyFlowsArgs): Flow[] {
    const { release, tracingPort } = args;
    return tracingPort === undefined || !release.has.tracing
        ? []
        : flowsFrom(
              ownNames(args, [...API_IMAGE, ...(release.has.pluginTelemetry ? (["pluginDaemon"] as const) : [])]),
              {
                  to: PLACES.collectors,
                  ports: tcp(tracingPort),
                  reason: "traces",
              },
          );
}

/** Names of those of the services that the release runs itself. */
function ownNames({ name, served }: DifyFlowsArgs, services: readonly (ServiceName | typeof MIGRATION)[]): string[] {
    return services.flatMap((service) => {
        if (service === MIGRATION) {
            return [`${name}-${MIGRATION}`];
        }
        return served.includes(service) ? [`${name}-${SERVICE_SUFFIX[service]}`] : [];
    });
}
