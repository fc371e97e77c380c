import * as pulumi from "@pulumi/pulumi";
import { getZoneOutput } from "@pulumi/aws/route53/getZone";
import { HealthCheck } from "@pulumi/aws/route53/healthCheck";
import { Record as DnsRecord } from "@pulumi/aws/route53/record";
import { refuse } from "../shared/refuse";
import { CHECK_FAILURE_THRESHOLD, CHECK_INTERVAL_SECONDS, healthCheckProblems, hostProblems } from "./failover";

/** This region's part in a pair of regions that serve one name. */
export type Failover =
    | {
          /** Answers for the name while it is healthy. */
          readonly role: "primary";
          /**
           * Requested over HTTPS with the public host name; a status of 2xx or 3xx within 2 s is healthy. It should reach the API
           * without asking the database, as `/console/api/ping` does: `/signin` is served by the web pods alone, and a database that
           * fails over inside the region must not move the name to another one.
           */
          readonly healthPath: string;
          /** Fixed public addresses of the load balancer, by zone. They must admit Route 53's health checkers: the whole internet. */
          readonly addresses: Readonly<Record<string, pulumi.Input<string>>>;
      }
    /** Answers while the primary is not healthy; as long as it has no healthy targets itself, the primary goes on answering. */
    | { readonly role: "secondary" };

export interface PublicNameArgs {
    /** Public Route 53 zone that `host` is in. */
    readonly hostedZoneId: string;
    /** Name that people use, such as `dify.example.com`. */
    readonly host: string;
    readonly loadBalancer: { readonly dnsName: pulumi.Input<string>; readonly zoneId: pulumi.Input<string> };
    /** Default: this region is the only one. */
    readonly failover?: Failover;
}

/**
 * The public name of Dify: an alias of the load balancer in Route 53, alone or as one of two regions.
 *
 * Route 53 rather than Global Accelerator: the second region is a pilot light, which takes minutes to start serving, so that the 60 to
 * 90 s which DNS needs (`expectedSwitchSeconds`) do not decide; an accelerator costs about 18 USD a month and a surcharge on every
 * gigabyte to be quicker, in both regions and all year round.
 *
 * The health checks of the primary call its addresses, with the public name as host and in the TLS handshake (Route 53 does not
 * verify certificates, the gateway needs the name to choose one). A check that resolved the public name would follow the failover:
 * healthy by way of the other region, back, unhealthy again. A second name for the primary would need a route and a certificate of its
 * own in the gateway.
 */
export class PublicName extends pulumi.ComponentResource {
    /** The name, resolved once the record exists. */
    public readonly host: pulumi.Output<string>;

    constructor(name: string, args: PublicNameArgs, opts?: pulumi.ComponentResourceOptions) {
        super("dify-ha:index:PublicName", name, args, opts);
        const { failover } = args;

        const healthCheck =
            failover?.role === "primary" ? this.createHealthChecks(name, args.host, failover) : undefined;
        const record = this.createRecord(name, args, healthCheck);

        this.host = record.name;
        this.registerOutputs({ host: this.host });
    }

    /** Healthy as long as one zone is: losing a zone is dealt with inside the region. */
    private createHealthChecks(
        name: string,
        host: string,
        { healthPath, addresses }: Extract<Failover, { role: "primary" }>,
    ): HealthCheck {
        const child = { parent: this };
        const zones = Object.entries(addresses);
        refuse(
            this,
            healthCheckProblems(
                healthPath,
                zones.map(([zone]) => zone),
            ),
        );
        const checks = zones.map(
            ([zone, ipAddress]) =>
                new HealthCheck(
                    `${name}-health-${zone}`,
                    {
                        type: "HTTPS",
                        ipAddress,
                        port: 443,
                        fqdn: host,
                        enableSni: true,
                        resourcePath: healthPath,
                        requestInterval: CHECK_INTERVAL_SECONDS,
                        failureThreshold: CHECK_FAILURE_THRESHOLD,
                        tags: { Name: `${name}-${zone}` },
                    },
                    child,
                ),
        );
        return new HealthCheck(
            `${name}-health`,
            {
                type: "CALCULATED",
                childHealthchecks: checks.map(({ id }) => id),
                childHealthThreshold: 1,
                tags: { Name: name },
            },
            child,
        );
    }

    private createRecord(
        name: string,
        { hostedZoneId, host, loadBalancer, failover }: PublicNameArgs,
        healthCheck: HealthCheck | undefined,
    ): DnsRecord {
        return new DnsRecord(
            name,
            {
                zoneId: hostedZoneId,
                name: this.checkHost(hostedZoneId, host),
                type: "A",
                aliases: [{ name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: true }],
                ...(failover === undefined
                    ? {}
                    : {
                          setIdentifier: failover.role,
                          failoverRoutingPolicies: [{ type: failover.role.toUpperCase() }],
                      }),
                ...(healthCheck === undefined ? {} : { healthCheckId: healthCheck.id }),
            },
            // Route 53 takes no failover record beside a simple one of the same name, nor the other way round.
            { parent: this, deleteBeforeReplace: true },
        );
    }

    /** Fails in the preview for a host of another domain, to which the provider would append the zone's. */
    private checkHost(hostedZoneId: string, host: string): pulumi.Output<string> {
        const zone = getZoneOutput({ zoneId: hostedZoneId }, { parent: this });
        return zone.apply(({ name }: { name?: string }) => {
            refuse(this, hostProblems(host, name));
            return host;
        });
    }
}
