import * as fs from "node:fs";
import * as http from "node:http";
import * as path from "node:path";
import { eventually } from "../wait";
import { Hosts, type Host } from "../hosts";
import type { ServerProcess } from "../serverProcess";
import { ADMIN_PORT, endpointsFile, envoyConfig, HTTP_PORT, type Endpoint } from "./envoyConfig";
import type { GatewaySettings } from "./settings";

/** Zones with their backends; the gateway is in the first. */
export const ZONES = ["a", "b", "c"] as const;

export type ZoneName = (typeof ZONES)[number];

export const LOCAL: ZoneName = "a";

/** Backends of a zone. */
const PORTS = [5001, 5002] as const;

/** What pilot-agent starts Envoy with: the listener goes at the end of the drain, not bit by bit. */
const DRAIN_STRATEGY = ["--drain-strategy", "immediate"];

interface Zone {
    readonly host: Host;
    backends: ServerProcess;
}

/** A backend as the gateway sees it. */
export interface BackendState {
    /** As it calls itself in `x-backend`. */
    readonly name: string;
    readonly zone: string;
    readonly healthy: boolean;
    /** Requests that were sent to it, and those for which it could not be connected. */
    readonly requests: number;
    /** Connections to it. */
    readonly connections: number;
}

/** An Envoy in one zone and backends in three, each zone a host of its own on one network. Root only. */
export class Stage {
    readonly url: string;
    private readonly zones = new Map<ZoneName, Zone>();
    private readonly forgotten = new Set<string>();

    private constructor(
        private readonly hosts: Hosts,
        private readonly gateway: Host,
    ) {
        this.url = `http://${gateway.address}:${HTTP_PORT}`;
    }

    /** @param drainSeconds until a draining Envoy takes no connections any more. */
    static async start(envoy: string, settings: GatewaySettings, drainSeconds = 1): Promise<Stage> {
        const hosts = await Hosts.create();
        const stage = new Stage(hosts, hosts.add("gateway"));
        try {
            ZONES.forEach((zone) => {
                const host = hosts.add(`zone-${zone}`);
                stage.zones.set(zone, { host, backends: startBackends(zone, host) });
            });
            await Promise.all(
                stage
                    .endpoints()
                    .map((endpoint) =>
                        eventually("a backend listens", () => answers(`http://${endpoint.address}:${endpoint.port}`)),
                    ),
            );
            stage.startEnvoy(envoy, settings, drainSeconds);
            await eventually("Envoy serves", () => answers(stage.url));
            return stage;
        } catch (error) {
            await hosts.remove();
            throw error;
        }
    }

    /** The zone's backends, and they alone, are reached by nobody any more: packets are dropped. */
    darken(zone: ZoneName): void {
        this.hosts.cutOff([this.zone(zone).host]);
    }

    lighten(zone: ZoneName): void {
        this.hosts.reconnect([this.zone(zone).host]);
    }

    /** The zone's backends are killed: their hosts refuse connections. */
    async kill(zone: ZoneName): Promise<void> {
        await this.zone(zone).backends.kill();
    }

    revive(zone: ZoneName): void {
        const found = this.zone(zone);
        found.backends = startBackends(zone, found.host);
    }

    /** The zone's backends stand still, as processes do that are busy, or go on. */
    pause(zone: ZoneName, paused: boolean): void {
        this.zone(zone).backends.pause(paused);
    }

    /** A backend leaves the endpoints, and the gateway has heard of it. */
    async forget(backend: string): Promise<void> {
        this.forgotten.add(backend);
        this.writeEndpoints();
        await eventually("the gateway forgets it", async () => {
            const states = await this.backends();
            return !states.some(({ name }) => name === backend);
        });
    }

    /** A backend takes no more connections, and finishes what it has begun. */
    async stopListening(backend: string): Promise<void> {
        const { address, port } = this.endpoint(backend);
        await request(`http://${address}:${port}/leave`);
    }

    /** What Envoy thinks of the backends. */
    async backends(): Promise<BackendState[]> {
        const { body } = await this.ask("/clusters?format=json");
        const { cluster_statuses: clusters = [] } = JSON.parse(body) as ClusterStatuses;
        return clusters.flatMap(({ host_statuses: hosts = [] }) =>
            hosts.map(({ address, stats, health_status: health, locality }) => ({
                name: nameOf({ zone: locality.zone, port: address.socket_address.port_value }),
                zone: locality.zone,
                healthy: health.eds_health_status === "HEALTHY" && Object.keys(health).length === 1,
                requests: sumOf(stats, ["rq_total", "cx_connect_fail"]),
                connections: sumOf(stats, ["cx_active"]),
            })),
        );
    }

    /** Requests that were sent to the backends of a zone, and those for which none of them could be connected. */
    async requestsTo(zone: ZoneName): Promise<number> {
        const states = await this.backends();
        return states.filter((state) => state.zone === zone).reduce((sum, { requests }) => sum + requests, 0);
    }

    /** What pilot-agent does first on SIGTERM. */
    async drain(): Promise<void> {
        await this.ask("/drain_listeners?graceful", "POST");
    }

    /** Connections of clients: pilot-agent waits until there is none. */
    async connections(): Promise<number> {
        const { body } = await this.ask("/stats?format=json&filter=^http.gateway.downstream_cx_active$");
        const { stats } = JSON.parse(body) as { stats: { value: number }[] };
        return stats[0]?.value ?? 0;
    }

    /** How often each numbered request arrived at any backend. */
    arrivals(): Map<string, number> {
        const numbers = ZONES.map((zone) => arrivalsFile(this.zone(zone).host))
            .filter((file) => fs.existsSync(file))
            .flatMap((file) => fs.readFileSync(file, "utf8").split("\n").filter(Boolean));
        const counts = new Map<string, number>();
        numbers.forEach((number) => counts.set(number, (counts.get(number) ?? 0) + 1));
        return counts;
    }

    /** A request through the gateway. */
    get(target: string, options: http.RequestOptions = {}, body?: string | Buffer): Promise<Reply> {
        return request(`${this.url}${target}`, options, body);
    }

    remove(): Promise<void> {
        return this.hosts.remove();
    }

    private zone(name: ZoneName): Zone {
        const zone = this.zones.get(name);
        if (zone === undefined) {
            throw new RangeError(`no zone ${name}`);
        }
        return zone;
    }

    /** Those of backends that are forgotten as well. */
    private endpoints(): Endpoint[] {
        return ZONES.flatMap((zone) => PORTS.map((port) => ({ zone, address: this.zone(zone).host.address, port })));
    }

    private endpoint(backend: string): Endpoint {
        const found = this.endpoints().find((endpoint) => nameOf(endpoint) === backend);
        if (found === undefined) {
            throw new RangeError(`no backend ${backend}`);
        }
        return found;
    }

    private startEnvoy(envoy: string, settings: GatewaySettings, drainSeconds: number): void {
        const folder = this.gateway.folderOf("configuration");
        this.writeEndpoints();
        const file = path.join(folder, "envoy.json");
        fs.writeFileSync(file, JSON.stringify(envoyConfig(settings, this.endpointsPath)));
        const drain = ["--drain-time-s", String(drainSeconds), ...DRAIN_STRATEGY];
        this.gateway.start(envoy, [
            "-c",
            file,
            "--concurrency",
            "2",
            "--use-dynamic-base-id",
            "--log-level",
            "warning",
            ...drain,
        ]);
    }

    private get endpointsPath(): string {
        return path.join(this.gateway.folderOf("configuration"), "endpoints.json");
    }

    private writeEndpoints(): void {
        const next = `${this.endpointsPath}.next`;
        const known = this.endpoints().filter((endpoint) => !this.forgotten.has(nameOf(endpoint)));
        fs.writeFileSync(next, JSON.stringify(endpointsFile(known, LOCAL)));
        fs.renameSync(next, this.endpointsPath);
    }

    private ask(target: string, method = "GET"): Promise<Reply> {
        return request(`http://${this.gateway.address}:${ADMIN_PORT}${target}`, { method });
    }
}

interface ClusterStatuses {
    readonly cluster_statuses?: readonly {
        readonly host_statuses?: readonly {
            readonly address: { readonly socket_address: { readonly address: string; readonly port_value: number } };
            readonly stats: readonly Statistic[];
            readonly health_status: { readonly eds_health_status: string };
            readonly locality: { readonly zone: string };
        }[];
    }[];
}

/** A value of zero is left out. */
interface Statistic {
    readonly name: string;
    readonly value?: string;
}

function sumOf(statistics: readonly Statistic[], names: readonly string[]): number {
    return statistics
        .filter(({ name }) => names.includes(name))
        .reduce((sum, { value = "0" }) => sum + Number(value), 0);
}

/** What came back. */
export interface Reply {
    readonly status: number;
    readonly headers: http.IncomingHttpHeaders;
    readonly body: string;
}

/** One request on a connection of its own. */
function request(url: string, options: http.RequestOptions = {}, body?: string | Buffer): Promise<Reply> {
    return new Promise((resolve, reject) => {
        const sent = http.request(url, { agent: false, ...options }, (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.once("error", reject);
            response.once("end", () =>
                resolve({
                    status: response.statusCode ?? 0,
                    headers: response.headers,
                    body: Buffer.concat(chunks).toString("latin1"),
                }),
            );
        });
        sent.once("error", reject);
        sent.end(body);
    });
}

async function answers(url: string): Promise<boolean> {
    try {
        return (await request(`${url}/work`)).status === 200;
    } catch {
        return false;
    }
}

/** As backends call themselves in `x-backend`. */
function nameOf({ zone, port }: Pick<Endpoint, "zone" | "port">): string {
    return `${zone}:${port}`;
}

function arrivalsFile(host: Host): string {
    return path.join(host.folderOf("backends"), "arrivals");
}

function startBackends(zone: ZoneName, host: Host): ServerProcess {
    const program = path.join(__dirname, "backend.ts");
    const loader = require.resolve("@swc-node/register");
    return host.start(process.execPath, ["-r", loader, program, zone, arrivalsFile(host), ...PORTS.map(String)]);
}
