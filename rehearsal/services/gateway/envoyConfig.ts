import {
    SERVICE,
    type EnvoyFilterSpec,
    type Fields,
    type GatewayOptions,
    type GatewaySettings,
    type MeshSettings,
} from "./settings";

/**
 * The configuration that Higress' control plane gives a gateway for one Service, as far as it decides what happens to requests: pure.
 * After Istio 1.27 (pilot/pkg/networking/core: cluster_traffic_policy.go, route/retry/retry.go, envoyfilter/cluster_patch.go).
 */

export const HTTP_PORT = 80;
export const ADMIN_PORT = 15000;

const HOST = `${SERVICE.service}.${SERVICE.namespace}.svc.cluster.local`;
const CLUSTER = `outbound|${SERVICE.port}||${HOST}`;

const UNLIMITED = 4294967295;

/** @param endpointsFile holds the endpoints; Envoy reads it again when another file takes its place. */
export function envoyConfig(settings: GatewaySettings, endpointsFile: string): Fields {
    return {
        node: { id: "gateway", cluster: "gateway" },
        admin: { address: address("0.0.0.0", ADMIN_PORT) },
        static_resources: {
            listeners: [listener(settings)],
            clusters: [applyPatches(cluster(settings, endpointsFile), settings.filters)],
        },
    };
}

/** An address that takes requests. */
export interface Endpoint {
    readonly zone: string;
    readonly address: string;
    readonly port: number;
}

/** Endpoints for a gateway in `localZone`, as Istio orders those of a Service with `trafficDistribution: PreferClose`. */
export function endpointsFile(endpoints: readonly Endpoint[], localZone: string): Fields {
    const zones = [...new Set(endpoints.map(({ zone }) => zone))];
    return {
        resources: [
            {
                "@type": "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
                cluster_name: CLUSTER,
                endpoints: zones.map((zone) => ({
                    locality: { region: "region", zone },
                    priority: zone === localZone ? 0 : 1,
                    lb_endpoints: endpoints
                        .filter((endpoint) => endpoint.zone === zone)
                        .map((endpoint) => ({ endpoint: { address: address(endpoint.address, endpoint.port) } })),
                })),
            },
        ],
    };
}

function cluster({ mesh, options }: GatewaySettings, endpoints: string): Fields {
    return {
        name: CLUSTER,
        type: "EDS",
        eds_cluster_config: {
            eds_config: { path_config_source: { path: endpoints }, resource_api_version: "V3" },
        },
        connect_timeout: mesh.connectTimeout,
        lb_policy: "LEAST_REQUEST",
        per_connection_buffer_limit_bytes: options.upstream.connectionBufferLimits,
        circuit_breakers: {
            thresholds: [
                {
                    max_connections: UNLIMITED,
                    max_pending_requests: UNLIMITED,
                    max_requests: UNLIMITED,
                    max_retries: UNLIMITED,
                },
            ],
        },
        ...keepalive(mesh),
        // Where Higress puts it; other protocol options would make Envoy ignore it, and Istio sets none for HTTP/1.1.
        common_http_protocol_options: { idle_timeout: `${options.upstream.idleTimeout}s` },
    };
}

function keepalive({ tcpKeepalive }: MeshSettings): Fields {
    return tcpKeepalive === undefined
        ? {}
        : {
              upstream_connection_options: {
                  tcp_keepalive: {
                      keepalive_probes: tcpKeepalive.probes,
                      keepalive_time: Number.parseInt(tcpKeepalive.time, 10),
                      keepalive_interval: Number.parseInt(tcpKeepalive.interval, 10),
                  },
              },
          };
}

function listener({ mesh, options, filters }: GatewaySettings): Fields {
    const idle = `${options.downstream.idleTimeout}s`;
    const first = filters
        .flatMap(({ configPatches }) => configPatches)
        .filter(({ applyTo, patch }) => applyTo === "HTTP_ROUTE" && patch.operation === "INSERT_FIRST")
        .map(({ patch }) => patch.value);
    return {
        name: "http",
        address: address("0.0.0.0", HTTP_PORT),
        per_connection_buffer_limit_bytes: options.downstream.connectionBufferLimits,
        filter_chains: [
            {
                filters: [
                    filter("envoy.filters.network.http_connection_manager", {
                        "@type":
                            "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
                        stat_prefix: "gateway",
                        stream_idle_timeout: idle,
                        common_http_protocol_options: { idle_timeout: idle },
                        http_filters: [
                            filter("envoy.filters.http.compressor", compressor(options)),
                            filter("envoy.filters.http.router", {
                                "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router",
                            }),
                        ],
                        route_config: {
                            name: "routes",
                            virtual_hosts: [
                                {
                                    name: "dify",
                                    domains: ["*"],
                                    routes: [
                                        ...first,
                                        {
                                            match: { prefix: "/" },
                                            route: {
                                                cluster: CLUSTER,
                                                timeout: `${options.downstream.routeTimeout}s`,
                                                retry_policy: retryPolicy(mesh),
                                            },
                                        },
                                    ],
                                },
                            ],
                        },
                    }),
                ],
            },
        ],
    };
}

function retryPolicy({ defaultHttpRetryPolicy: { attempts, retryOn, retryRemoteLocalities } }: MeshSettings): Fields {
    return {
        num_retries: attempts,
        retry_on: retryOn,
        retry_host_predicate: [
            filter("envoy.retry_host_predicates.previous_hosts", {
                "@type": "type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate",
            }),
        ],
        host_selection_retry_max_attempts: 5,
        ...(retryRemoteLocalities === true
            ? {
                  retry_priority: filter("envoy.retry_priorities.previous_priorities", {
                      "@type":
                          "type.googleapis.com/envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig",
                      update_frequency: 2,
                  }),
              }
            : {}),
    };
}

function compressor({ gzip }: GatewayOptions): Fields {
    return {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.compressor.v3.Compressor",
        response_direction_config: {
            common_config: { min_content_length: gzip.minContentLength, content_type: gzip.contentType },
            disable_on_etag_header: gzip.disableOnEtagHeader,
        },
        compressor_library: filter("gzip", {
            "@type": "type.googleapis.com/envoy.extensions.compression.gzip.compressor.v3.Gzip",
            memory_level: gzip.memoryLevel,
            window_bits: gzip.windowBits,
            chunk_size: gzip.chunkSize,
            compression_level: gzip.compressionLevel,
            compression_strategy: gzip.compressionStrategy,
        }),
    };
}

/** Merges what filters have for the cluster of this Service. */
function applyPatches(base: Fields, filters: readonly EnvoyFilterSpec[]): Fields {
    return filters
        .flatMap(({ configPatches }) => configPatches)
        .filter(({ applyTo, match, patch }) => {
            const { service, portNumber } = match.cluster ?? {};
            const matches = service === HOST && portNumber === SERVICE.port;
            return applyTo === "CLUSTER" && patch.operation === "MERGE" && matches;
        })
        .reduce((merged, { patch }) => mergeMessages(merged, patch.value), base);
}

/** Protobuf's merge: messages field by field, lists one after the other, all else replaced. */
function mergeMessages(base: Fields, patch: Fields): Fields {
    const merged = Object.entries(patch).map(([field, value]) => {
        const before = base[field];
        if (Array.isArray(before) && Array.isArray(value)) {
            return [field, [...(before as unknown[]), ...(value as unknown[])]];
        }
        return [field, isMessage(before) && isMessage(value) ? mergeMessages(before, value) : value];
    });
    return { ...base, ...(Object.fromEntries(merged) as Fields) };
}

function isMessage(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function filter(name: string, config: Fields): Fields {
    return { name, typed_config: config };
}

function address(host: string, port: number): Fields {
    return { socket_address: { address: host, port_value: port } };
}
