import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { CERT_MANAGER, DNS_GRANT, dnsGrant } from "../components/certificates/grant";
import type { Challenge } from "../components/certificates/issuerSpec";
import { PodIdentities } from "../components/identity/podIdentities";
import type { Base, BothOptions, KubernetesOptions } from "./awsBase";

/** What cert-manager may do in Route 53; undefined where it proves no name there. Must be there before its pods. */
export function createDnsAccess(
    { config: { domain }, cluster }: Base,
    opts: BothOptions,
    kubernetes: KubernetesOptions,
): PodIdentities | undefined {
    const { acmeEmail, hostedZoneId, host } = domain;
    if (acmeEmail === undefined || hostedZoneId === undefined || host === undefined) {
        return undefined;
    }
    const { namespace } = CERT_MANAGER;
    // The chart would make it, too late for an access key.
    const { metadata } = new Namespace(namespace, { metadata: { name: namespace } }, kubernetes);
    return new PodIdentities(
        "certificates",
        {
            identity: cluster.identity,
            grants: [dnsGrant(hostedZoneId, host)],
            namespaces: { [namespace]: metadata.name },
        },
        opts,
    );
}

/** How the public name is proved: by its zone, where that is known and cert-manager may write to it. */
export function challengeOf(
    { config: { domain }, names: { region } }: Base,
    dns: PodIdentities | undefined,
    ingressClass: string,
): Challenge {
    const access = dns?.access[DNS_GRANT];
    const { hostedZoneId } = domain;
    return access === undefined || hostedZoneId === undefined
        ? { kind: "http01", ingressClass }
        : { kind: "dns01", hostedZoneId, region, access };
}
