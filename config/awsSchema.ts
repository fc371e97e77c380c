import { z } from "zod";
import { LOG_RETENTION_DAYS } from "../contracts/logRetention";
import { cidr, formed, text } from "./forms";

/** The part of the stack configuration that only AWS stacks have (`cluster.kind: eks` or `k3s`). */

const ROLE_ARN = /^arn:aws(-[a-z]+)*:iam::\d{12}:(role|user)\/\S+$/;

export const aws = z.strictObject({
    region: formed(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be an AWS region such as eu-central-1", "eu-central-1")
        .optional()
        .describe("Region of everything but the copies that `dr.region` asks for. Required on AWS."),
    accountId: formed(/^\d{12}$/, "must be the 12 digits of an AWS account", "111122223333")
        .optional()
        .describe("Account that the stack may be deployed to; any other is refused by the provider. Default: any."),
    tags: z
        .record(text(), z.string())
        .default({})
        .describe("Tags of every resource that takes tags, beside `dify-ha:stack`."),
});

const existingZone = z.strictObject({
    zone: text().describe("One of `zones`."),
    publicSubnetId: text().describe("Subnet with a route to the internet gateway, for the load balancer."),
    privateSubnetId: text().describe("Subnet for nodes and pods; reaches the internet through NAT."),
    isolatedSubnetId: text().describe("Subnet for databases and caches."),
});

export const network = z.strictObject({
    cidr: cidr()
        .default("10.40.0.0/16")
        .describe(
            "IPv4 range of the VPC, /16 to /20. Pods take addresses from it. Must not overlap a network that is to be peered.",
        ),
    nat: z
        .enum(["perAz", "regional", "single"])
        .default("perAz")
        .describe(
            "How nodes reach the internet: a NAT gateway in every zone (fixed addresses), AWS's regional one, or a single one, whose zone " +
                "takes everybody's way out along.",
        ),
    acceptSingleNat: z
        .boolean()
        .default(false)
        .describe("Accept `nat: single` in production, too: losing its zone then cuts the others off the internet."),
    flowLogDays: z
        .int()
        .refine(
            (days) => LOG_RETENTION_DAYS.includes(days),
            `must be one of ${LOG_RETENTION_DAYS.join(", ")}, which CloudWatch offers`,
        )
        .default(30)
        .describe("Days that flow logs are kept."),
    existing: z
        .strictObject({
            vpcId: text().describe("Id of the VPC."),
            zones: z.array(existingZone).min(1).describe("Its subnets, an entry for each of `zones`."),
        })
        .optional()
        .describe("Use this VPC instead of making one. `cidr` must be its range."),
});

const instanceType = (what: string) =>
    formed(/^[a-z0-9-]+\.[a-z0-9]+$/, "must be an EC2 instance type such as m7i.xlarge", "m7i.xlarge").describe(what);

export const nodes = z
    .strictObject({
        data: z
            .strictObject({
                instanceType: instanceType("Instance type of the nodes for pods with volumes."),
                perZone: z.int().min(1).max(50).describe("Nodes in each zone, always."),
            })
            .describe("Nodes for pods with volumes, which a volume binds to its zone."),
        general: z
            .strictObject({
                instanceType: instanceType("Instance type of the nodes for everything else."),
                minPerZone: z.int().min(1).max(100).describe("Nodes in each zone at least."),
                maxPerZone: z.int().min(1).max(100).describe("Nodes in each zone at most: the autoscaler's bound."),
            })
            .describe("Nodes for everything else, scaled by the Cluster Autoscaler."),
        volumeGiB: z.int().min(30).max(1000).describe("Root volume of a node, GiB."),
    })
    .describe("Nodes of an AWS cluster.");

export const clusterAdmins = z
    .array(formed(ROLE_ARN, "must be the ARN of an IAM role or user", "arn:aws:iam::111122223333:role/platform"))
    .default([])
    .describe("IAM roles that administer the EKS cluster, beside the one that creates it.");

export const publicEndpointCidrs = z
    .array(cidr())
    .default([])
    .describe("Ranges that reach the EKS API from the internet. Default: none, the API answers inside the VPC only.");
