import { same, type Fields, type Translation } from "./translation";

/** Public names. */

const first = (list: unknown): Fields | undefined => (list as readonly Fields[] | undefined)?.[0];

export const DNS: Readonly<Record<string, Translation>> = {
    "aws:route53/healthCheck:HealthCheck": {
        type: "AWS::Route53::HealthCheck",
        inputs: {
            ...same("type", "port", "resourcePath", "requestInterval", "failureThreshold"),
            ipAddress: "IPAddress",
            fqdn: "FullyQualifiedDomainName",
            enableSni: "EnableSNI",
            childHealthchecks: "ChildHealthChecks",
            childHealthThreshold: "HealthThreshold",
        },
        wrap: "HealthCheckConfig",
    },
    "aws:route53/record:Record": {
        type: "AWS::Route53::RecordSet",
        inputs: { ...same("name", "type", "setIdentifier", "healthCheckId"), zoneId: "HostedZoneId" },
        made: {
            Failover: ({ failoverRoutingPolicies }) => first(failoverRoutingPolicies)?.["type"],
            AliasTarget: ({ aliases }) => {
                const { name, zoneId, evaluateTargetHealth } = first(aliases) ?? {};
                return { literal: { DNSName: name, HostedZoneId: zoneId, EvaluateTargetHealth: evaluateTargetHealth } };
            },
        },
    },
};
