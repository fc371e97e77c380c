import type { ResourceGraph } from "../graph";
import { flowRows, flowsOf } from "./flows";

/** The page about connections, docs/network.md. */

const INTRODUCTION = `# Connections

<!-- Written by \`npm run docs\` from what the components state (contracts/traffic.ts). Do not edit. -->

Dify's namespace is closed, in both directions, but for the connections below. Each component states its own, with the reason; out of
all of them comes one NetworkPolicy for each kind of pods, and one that denies everything to whatever else comes into the namespace.
\`tests/golden/network\` has who reaches whom by that, as an evaluation of the policies tells it.

- **Code and plugins** reach nothing but the SSRF proxy by themselves, and what the plugin daemon needs for its own work: its databases, the
  API, other plugin daemons. The rule [\`egress-restricted\`](invariants.md#egress-restricted) holds every stack to it.
- **The SSRF proxy** (Squid) refuses private, link-local and metadata addresses, whatever a name says that leads to them, ports of other
  services than web servers, and tunnels to any port but 443. Its policy says the same of addresses once more: what Squid might get wrong
  (a name that changes between check and connection) the network still refuses. \`dify.ssrfProxy.allowedPrivateRanges\` opens ranges in both;
  metadata services stay closed.
- **API and workers** connect to port 443 of public addresses by themselves, and to what \`dify.egress.allow\` adds. HTTP nodes do not: they
  go through the proxy.
- **Names** are resolved by every pod. Data can leave in the questions themselves (DNS tunnels): against that helps a name server that
  answers for chosen names only, which is the cluster's.
- **Probes of the kubelet** need no flow: what comes from a pod's own node is let in by definition.
- **IPv6**: policies open IPv4 only, but for ranges of yours.

What enforces it: the VPC CNI (EKS; \`enableNetworkPolicy\` is on), k3s' own controller, Calico, Cilium. A CNI that enforces none accepts
NetworkPolicies all the same: then set \`cluster.networkPolicies: false\` and say so in a waiver.

- **VPC CNI**: in its standard mode a new pod is open until its policies have reached its node; they are made before the pods, so that this
  is a moment. A Service must have the port of its pods, which all of these have.
- **Cilium** takes nodes and the API server for no part of an \`ipBlock\`: set \`policyCIDRMatchMode: nodes\` for what speaks to the Kubernetes
  API, to EKS Pod Identity and to NodeLocal DNSCache.
- **Name servers** are taken to be pods of \`kube-system\` with the label \`k8s-app: kube-dns\`, or NodeLocal DNSCache at 169.254.20.10.

The namespaces of the gateway, of the monitoring and of the operators have no policies: their charts say what runs there, and their pods
run nobody else's code. Nothing of Dify's namespace reaches them but by a row below.
`;

/** What a place is that is no workload. */
const LEGEND = `| place | is |
| --- | --- |
| \`all-pods\` | every pod of the namespace |
| \`name-servers\` | CoreDNS, NodeLocal DNSCache |
| \`gateway\` | Higress, or pods of \`domain.ingressNamespace\` |
| \`prometheus\` | of \`observability\`, or any pod of the cluster where another one watches |
| \`collectors\` | OpenTelemetry collectors |
| \`postgres-operator\`, \`redis-operator\`, \`milvus-operator\` | namespaces of the operators, or any pod of the cluster with \`cluster.installOperators: false\` |
| \`kubernetes-api\`, \`everywhere\` | every IPv4 address but those of metadata services |
| \`object-store\` | a namespace (\`storage.endpoint\` in the cluster), \`storage.addresses\`, or the internet |
| \`identity-agent\` | EKS Pod Identity, 169.254.170.23 |
| \`aws-apis\` | the internet, and endpoints in the VPC |
| \`internet\` | every public IPv4 address |
`;

/** The page, as Markdown. `stacks`: graphs by the heading of their section. */
export function networkReference(stacks: Readonly<Record<string, ResourceGraph>>): string {
    const sections = Object.entries(stacks).map(
        ([heading, graph]) =>
            `## ${heading}\n\n| from | to | ports | why |\n| --- | --- | --- | --- |\n${flowRows(flowsOf(graph))
                .map(({ from, to, ports, reason }) => `| ${code(from)} | ${code([to])} | ${ports} | ${reason} |\n`)
                .join("")}`,
    );
    return [INTRODUCTION, `## Places\n\n${LEGEND}`, ...sections].join("\n");
}

function code(names: readonly string[]): string {
    return names.map((name) => `\`${name}\``).join(", ");
}
