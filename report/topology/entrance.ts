import { ofType, type GraphResource, type ResourceGraph } from "../../analysis/graph";
import type { Thing } from "./model";
import { zonesOfSubnets } from "./regions";
import { fieldsOf, listOf, sourceName } from "./sources";

/** What a provider runs at the edge of the network: the public name, the load balancer, the ways out. */

const RECORD = "aws:route53/record:Record";
const HEALTH_CHECK = "aws:route53/healthCheck:HealthCheck";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const PUBLIC_BALANCER = "dify-ha:index:PublicLoadBalancer";
const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";
const INGRESS = "kubernetes:networking.k8s.io/v1:Ingress";

export const DNS = "dns";
export const LOAD_BALANCER = "load-balancer";
export const NAT = "nat";

export function entranceOf(graph: ResourceGraph, zones: readonly string[]): Thing[] {
    return [...nameOf(graph), ...balancerOf(graph, zones), ...waysOut(graph, zones)];
}

function nameOf(graph: ResourceGraph): Thing[] {
    const records = ofType(graph, RECORD);
    const checks = ofType(graph, HEALTH_CHECK);
    return records.length === 0
        ? []
        : [
              {
                  ...SERVICE,
                  id: DNS,
                  label: "Route 53",
                  ...(checks.length === 0 ? {} : { detail: "with health checks" }),
                  members: { min: 1, max: 1 },
                  seats: [],
                  anywhere: 0,
                  sources: [...records, ...checks].map(sourceName),
              },
          ];
}

const SERVICE = { layer: "entry", shape: "service", staysInZone: true } as const;

function balancerOf(graph: ResourceGraph, zones: readonly string[]): Thing[] {
    const [balancer] = ofType(graph, BALANCER).filter(({ parent }) => parent?.includes(PUBLIC_BALANCER));
    if (balancer === undefined) {
        return [];
    }
    const subnets = listOf<{ readonly subnetId: string }>(balancer.inputs["subnetMappings"]).map(
        ({ subnetId }) => subnetId,
    );
    const byId = zonesOfSubnets(graph);
    const known = subnets.flatMap((id) => byId.get(id) ?? []);
    // Subnets of an adopted network are not in the graph: there is one of each zone.
    return [
        {
            ...SERVICE,
            ...perZone(zones, known.length === 0 ? zones.slice(0, subnets.length) : known),
            id: LOAD_BALANCER,
            label: "load balancer",
            detail: "Network Load Balancer",
            sources: [sourceName(balancer)],
        },
    ];
}

function waysOut(graph: ResourceGraph, zones: readonly string[]): Thing[] {
    const gateways = ofType(graph, NAT_GATEWAY);
    const byUrn = new Map(
        ofType(graph, "aws:ec2/subnet:Subnet").map(({ urn, inputs }) => [urn, String(inputs["availabilityZone"])]),
    );
    const zoneOf = ({ dependencies }: GraphResource) => dependencies.flatMap((urn) => byUrn.get(urn) ?? []).slice(0, 1);
    return gateways.length === 0
        ? []
        : [
              {
                  ...SERVICE,
                  ...perZone(zones, gateways.flatMap(zoneOf)),
                  id: NAT,
                  label: "NAT gateway",
                  detail:
                      gateways.length === 1
                          ? "the way out of every zone"
                          : "the way out of its zone, to models above all",
                  sources: gateways.map(sourceName),
              },
          ];
}

/** One member in each of `taken`, nothing in other zones. */
function perZone(zones: readonly string[], taken: readonly string[]): Pick<Thing, "members" | "seats" | "anywhere"> {
    return {
        members: { min: taken.length, max: taken.length },
        seats: zones
            .map((zone) => ({ zone, members: taken.filter((other) => other === zone).length }))
            .filter(({ members }) => members > 0),
        anywhere: 0,
    };
}

interface IngressRule {
    readonly host?: string;
    readonly http?: unknown;
}

interface IngressPath {
    readonly backend: { readonly service?: { readonly name: string } };
}

function rulesOf(inputs: GraphResource["inputs"]): readonly IngressRule[] {
    return listOf(fieldsOf<{ readonly rules: unknown }>(inputs["spec"]).rules);
}

/** The name that people use: that of the first rule of an Ingress. */
export function hostOf(graph: ResourceGraph): string | undefined {
    return ofType(graph, INGRESS)
        .flatMap(({ inputs }) => rulesOf(inputs))
        .flatMap(({ host }) => host ?? [])[0];
}

/** Names of the Services that Ingresses lead to, with their namespaces. */
export function ingressBackends(graph: ResourceGraph): { readonly namespace: string; readonly service: string }[] {
    return ofType(graph, INGRESS).flatMap(({ inputs }) => {
        const { namespace = "" } = fieldsOf<{ readonly namespace: string }>(inputs["metadata"]);
        return rulesOf(inputs)
            .flatMap(({ http }) => listOf<IngressPath>(fieldsOf<{ readonly paths: unknown }>(http).paths))
            .flatMap(({ backend }) => backend.service?.name ?? [])
            .map((service) => ({ namespace, service }));
    });
}
