import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import type { ResourceGraph } from "../../../analysis/graph";
import { K3S_BINARIES } from "../../../components/k3s/catalogue";
import { K3sCluster, type K3sClusterArgs } from "../../../components/k3s/k3sCluster";
import { agentToken } from "../../../components/k3s/token";
import { evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, closureOf, inputsOf, resourceOf, resourcesOf } from "../../support/graph";
import { ARGS, zones } from "./k3sClusterArgs";

const evaluated = (change: Partial<K3sClusterArgs> = {}) =>
    evaluateComponent((opts) => new K3sCluster("k3s", { ...ARGS, ...change }, opts));

interface CloudConfig {
    readonly write_files: { readonly path: string; readonly content: string }[];
}

const userDataOf = (graph: ResourceGraph, template: string) =>
    Buffer.from(inputsOf<{ userData: string }>(graph, "LaunchTemplate", template).userData, "base64").toString();

const fileOf = (graph: ResourceGraph, template: string, path: string) =>
    (parse(userDataOf(graph, template)) as CloudConfig).write_files.find((file) => file.path === path)?.content ?? "";

const configOf = (graph: ResourceGraph, template: string) =>
    parse(fileOf(graph, template, "/etc/rancher/k3s/config.yaml")) as Record<string, unknown>;

const settingOf = (graph: ResourceGraph, template: string, name: string) =>
    new RegExp(`^${name}='(.*)'$`, "m").exec(fileOf(graph, template, "/etc/dify-ha/settings"))?.[1];

const secretOf = (graph: ResourceGraph, role: string) =>
    JSON.parse(
        inputsOf<{ secretString: string }>(graph, "SecretVersion", `k3s-${role}-secret-value`).secretString,
    ) as Record<string, string>;

/** The graph is sorted by name: data, general, server. */
const groupsOf = (graph: ResourceGraph) => resourcesOf(graph, "aws:autoscaling/group:Group");
const tagsOf = (graph: ResourceGraph, group: string) =>
    Object.fromEntries(
        inputsOf<{ tags: { key: string; value: string }[] }>(graph, "aws:autoscaling/group:Group", group).tags.map(
            ({ key, value }) => [key, value],
        ),
    );

const statementsOf = (graph: ResourceGraph, policy: string) =>
    (
        JSON.parse(inputsOf<{ policy: string }>(graph, "RolePolicy", policy).policy) as {
            Statement: { Sid: string; Action: string[]; Resource: string[] }[];
        }
    ).Statement;

const outputsOf = (graph: ResourceGraph) => resourcesOf(graph, "K3sCluster")[0]?.outputs ?? {};

const TEMPLATES = ["k3s-server-template", "k3s-data-template", "k3s-general-template"];

const OPEN_SECRETS_OF = {
    passwords: ["k3s-agent-token", "k3s-server-token"],
    keys: ["server-ca", "client-ca", "request-header-ca", "etcd-peer-ca", "etcd-server-ca", "service", "admin"],
};

describe("a cluster", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("has one server in each of three zones, and agents of both pools in every zone", () => {
        expect(
            groupsOf(graph).map(({ name, inputs }) => {
                const { minSize, maxSize, vpcZoneIdentifiers } = inputs as {
                    minSize: number;
                    maxSize: number;
                    vpcZoneIdentifiers: string[];
                };
                return `${name} ${minSize}..${maxSize} ${vpcZoneIdentifiers.join()}`;
            }),
        ).toEqual([
            "k3s-data-eu-a 2..2 private-eu-a",
            "k3s-data-eu-b 2..2 private-eu-b",
            "k3s-data-eu-c 2..2 private-eu-c",
            "k3s-general-eu-a 1..4 private-eu-a",
            "k3s-general-eu-b 1..4 private-eu-b",
            "k3s-general-eu-c 1..4 private-eu-c",
            "k3s-server-eu-a 1..1 private-eu-a",
            "k3s-server-eu-b 1..1 private-eu-b",
            "k3s-server-eu-c 1..1 private-eu-c",
        ]);
    });

    test("never replaces a server because of what a load balancer thinks of it", () => {
        expect(groupsOf(graph).map(({ inputs }) => inputs["healthCheckType"])).toEqual(Array(9).fill("EC2"));
    });

    test("counts as created once a load balancer finds every server healthy", () => {
        expect(groupsOf(graph).map(({ inputs }) => inputs["waitForElbCapacity"])).toEqual([
            ...Array<undefined>(6).fill(undefined),
            1,
            1,
            1,
        ]);
    });

    test("launches no machine before its secret, its rights, its network rules and the API's address exist", () => {
        const needed = (group: string) =>
            [...closureOf(graph, resourceOf(graph, "aws:autoscaling/group:Group", group))].map((urn) =>
                urn.split("::").at(-1),
            );
        expect(needed("k3s-server-eu-a")).toEqual(
            expect.arrayContaining([
                "k3s-servers-secret-value",
                "k3s-servers-policy",
                "k3s-servers-sessions",
                "k3s-etcd",
                "k3s-nodes-egress",
                "k3s-api-listener",
            ]),
        );
        expect(needed("k3s-data-eu-a")).toEqual(
            expect.arrayContaining(["k3s-agents-secret-value", "k3s-agents-policy", "k3s-api-listener"]),
        );
        expect(needed("k3s-data-eu-a")).not.toContain("k3s-servers-secret-value");
    });

    test.each(TEMPLATES)("%s: metadata for the machine alone, an encrypted disk, no key pair", (template) => {
        const inputs = inputsOf(graph, "LaunchTemplate", template);
        expect(inputs).toMatchObject({
            metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
            blockDeviceMappings: [
                {
                    deviceName: "/dev/xvda",
                    ebs: { volumeSize: 80, volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" },
                },
            ],
        });
        expect(inputs).not.toHaveProperty("keyName");
    });

    test.each([
        ["server", "m7i.large", "x86_64", "amd64"],
        ["data", "r7g.xlarge", "arm64", "arm64"],
        ["general", "m7g.xlarge", "arm64", "arm64"],
    ] as const)("%s: image and binary fit the processor of %s", (pool, instanceType, image, architecture) => {
        const template = `k3s-${pool}-template`;
        expect(inputsOf(graph, "LaunchTemplate", template)).toMatchObject({
            instanceType,
            imageId: `resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${image}`,
        });
        expect(settingOf(graph, template, "K3S_SHA256")).toBe(K3S_BINARIES[architecture].sha256);
        expect(settingOf(graph, template, "K3S_URL")).toBe(K3S_BINARIES[architecture].url);
    });

    test("tags machines, volumes and interfaces at launch", () => {
        const tags = (pool: string) => ({ Name: `k3s-${pool}`, owner: "platform", "dify-ha.io/pool": pool });
        for (const pool of ["server", "data", "general"]) {
            expect(inputsOf(graph, "LaunchTemplate", `k3s-${pool}-template`)["tagSpecifications"]).toEqual(
                ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags: tags(pool) })),
            );
        }
    });

    test("lets the Cluster Autoscaler find the pool that can grow, and only that", () => {
        expect(tagsOf(graph, "k3s-general-eu-b")).toEqual({
            Name: "k3s-general-eu-b",
            owner: "platform",
            "k8s.io/cluster-autoscaler/enabled": "true",
            "k8s.io/cluster-autoscaler/dify-test": "owned",
            "k8s.io/cluster-autoscaler/node-template/label/dify-ha.io/pool": "general",
            "k8s.io/cluster-autoscaler/node-template/label/topology.kubernetes.io/zone": "eu-b",
            "k8s.io/cluster-autoscaler/node-template/label/topology.ebs.csi.aws.com/zone": "eu-b",
        });
        expect(tagsOf(graph, "k3s-data-eu-b")).toEqual({ Name: "k3s-data-eu-b", owner: "platform" });
    });

    test("has its API behind an internal load balancer that every zone's address leads to every server", () => {
        expect(inputsOf(graph, "LoadBalancer", "k3s-api")).toMatchObject({
            internal: true,
            loadBalancerType: "network",
            subnets: ["private-eu-a", "private-eu-b", "private-eu-c"],
            enableCrossZoneLoadBalancing: true,
            enableDeletionProtection: true,
            securityGroups: ["k3s-api-id"],
        });
        expect(inputsOf(graph, "TargetGroup", "k3s-api-targets")).toMatchObject({
            port: 6443,
            protocol: "TCP",
            preserveClientIp: "false",
            healthCheck: { protocol: "HTTPS", path: "/readyz", matcher: "200-401", port: "6443" },
        });
        expect(resourcesOf(graph, "LoadBalancer")).toHaveLength(1);
        const targets = (group: string) =>
            inputsOf(graph, "aws:autoscaling/group:Group", group)["targetGroupArns"] as string[];
        expect(targets("k3s-server-eu-c")).toEqual(["arn:aws:lb:us-east-1:123456789012:k3s-api-targets"]);
        expect(targets("k3s-general-eu-c")).toEqual([]);
    });

    test("protects what cannot be made again for a cluster that runs", () => {
        expect(
            graph.resources
                .filter(({ protect }) => protect)
                .map(({ name }) => name)
                .sort(),
        ).toEqual([
            "k3s-api",
            "k3s-client-ca",
            "k3s-client-ca-key",
            "k3s-etcd-peer-ca",
            "k3s-etcd-peer-ca-key",
            "k3s-etcd-server-ca",
            "k3s-etcd-server-ca-key",
            "k3s-request-header-ca",
            "k3s-request-header-ca-key",
            "k3s-server-ca",
            "k3s-server-ca-key",
            "k3s-server-token",
            "k3s-service-key",
        ]);
    });

    test("gives every child its parent and a name that begins with its own", () => {
        const children = childrenOfComponent(graph, "dify-ha:index:K3sCluster");
        // All but the component itself and the provider that the test gives it.
        expect(children).toHaveLength(graph.resources.length - 2);
        expect(children.filter((child) => !/^\S+ k3s-/.test(child))).toEqual([]);
    });
});

describe("the configuration of the machines", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("of a server", () => {
        expect(configOf(graph, "k3s-server-template")).toEqual({
            "token-file": "/etc/dify-ha/secrets/token",
            "agent-token-file": "/etc/dify-ha/secrets/agent-token",
            "tls-san": ["k3s-api.elb.amazonaws.com"],
            "node-taint": ["node-role.kubernetes.io/control-plane:NoSchedule"],
            disable: ["traefik", "servicelb", "local-storage"],
            "disable-cloud-controller": true,
            "flannel-backend": "wireguard-native",
            "secrets-encryption": true,
            "protect-kernel-defaults": true,
            "etcd-snapshot-schedule-cron": "0 2 * * *",
            "etcd-snapshot-retention": 9,
            "etcd-snapshot-compress": true,
            "etcd-s3": true,
            "etcd-s3-endpoint": "s3.eu-central-1.amazonaws.com",
            "etcd-s3-region": "eu-central-1",
            "etcd-s3-bucket": "backups",
            "etcd-s3-retention": 9,
        });
    });

    test("of an agent", () => {
        expect(configOf(graph, "k3s-data-template")).toEqual({
            "token-file": "/etc/dify-ha/secrets/token",
            "protect-kernel-defaults": true,
        });
    });

    test("names one zone whose server may begin the cluster", () => {
        expect(settingOf(graph, "k3s-server-template", "FIRST_ZONE")).toBe("eu-a");
        expect(settingOf(graph, "k3s-general-template", "FIRST_ZONE")).toBeUndefined();
    });

    test.each([
        ["server", "server", "k3s-servers-secret"],
        ["data", "agent", "k3s-agents-secret"],
        ["general", "agent", "k3s-agents-secret"],
    ])("%s: role, pool, address and secret", (pool, role, secret) => {
        const setting = (name: string) => settingOf(graph, `k3s-${pool}-template`, name);
        expect([setting("ROLE"), setting("POOL"), setting("API_HOST"), setting("SECRET")]).toEqual([
            role,
            pool,
            "k3s-api.elb.amazonaws.com",
            `arn:aws:secretsmanager:us-east-1:123456789012:${secret}`,
        ]);
    });
});

describe("secrets", () => {
    let graph: ResourceGraph;
    let values: string[];
    beforeAll(async () => {
        graph = await evaluated();
        values = Object.values(secretOf(graph, "servers")).concat(Object.values(secretOf(graph, "agents")));
    });

    test("are in no user data, neither as they are nor encoded", () => {
        const texts = TEMPLATES.map((template) => userDataOf(graph, template));
        const lines = values.flatMap((value) => value.split("\n")).filter((line) => line.length > 0);
        const bodies = lines.filter((line) => !line.startsWith("-----"));
        expect(bodies.length).toBeGreaterThanOrEqual(14);
        for (const text of texts) {
            expect(bodies.filter((body) => text.includes(body))).toEqual([]);
            expect(values.filter((value) => text.includes(Buffer.from(value).toString("base64")))).toEqual([]);
        }
    });

    test("of the servers are the tokens and everything that k3s wants of its authorities", () => {
        expect(Object.keys(secretOf(graph, "servers")).sort()).toEqual([
            "agent-token",
            "tls/client-ca.crt",
            "tls/client-ca.key",
            "tls/etcd/peer-ca.crt",
            "tls/etcd/peer-ca.key",
            "tls/etcd/server-ca.crt",
            "tls/etcd/server-ca.key",
            "tls/request-header-ca.crt",
            "tls/request-header-ca.key",
            "tls/server-ca.crt",
            "tls/server-ca.key",
            "tls/service.key",
            "token",
        ]);
    });

    test("of the agents are the token that only joins agents, tied to the cluster's authority", () => {
        const servers = secretOf(graph, "servers");
        expect(secretOf(graph, "agents")).toEqual({
            token: agentToken(servers["tls/server-ca.crt"] ?? "", servers["agent-token"] ?? ""),
        });
        expect(servers["token"]).not.toEqual(servers["agent-token"]);
    });

    test("are marked as such and encrypted with the given key", () => {
        for (const role of ["servers", "agents"]) {
            expect(resourceOf(graph, "SecretVersion", `k3s-${role}-secret-value`).secretPaths).toContain(
                "secretString",
            );
            expect(inputsOf(graph, "Secret", `k3s-${role}-secret`)).toHaveProperty("kmsKeyId", ARGS.kmsKeyArn);
        }
    });

    test("of the administrator are never shown in plain text", async () => {
        const shown: Promise<boolean>[] = [];
        await evaluateComponent((opts) => {
            shown.push(pulumi.isSecret(new K3sCluster("k3s", ARGS, opts).kubeconfig));
        });
        await expect(Promise.all(shown)).resolves.toEqual([true]);
    });

    test("come from these generators alone", () => {
        expect(resourcesOf(graph, "RandomPassword").map(({ name }) => name)).toEqual(OPEN_SECRETS_OF.passwords);
        expect(
            resourcesOf(graph, "PrivateKey")
                .map(({ name }) => name)
                .sort(),
        ).toEqual(OPEN_SECRETS_OF.keys.map((name) => `k3s-${name}-key`).sort());
    });
});

describe("the administrator", () => {
    let graph: ResourceGraph;
    beforeAll(async () => {
        graph = await evaluated();
    });

    test("has a certificate of the client authority for a year, renewed in its last 120 days", () => {
        expect(inputsOf(graph, "CertRequest", "k3s-admin-request")).toMatchObject({
            subject: { commonName: "system:admin", organization: "system:masters" },
        });
        const certificate = inputsOf<{ caCertPem: string; caPrivateKeyPem: string }>(
            graph,
            "LocallySignedCert",
            "k3s-admin",
        );
        expect(certificate).toMatchObject({
            allowedUses: ["digital_signature", "key_encipherment", "client_auth"],
            validityPeriodHours: 8760,
            earlyRenewalHours: 2880,
        });
        const servers = secretOf(graph, "servers");
        expect(certificate.caCertPem).toBe(servers["tls/client-ca.crt"]);
        expect(certificate.caPrivateKeyPem).toBe(servers["tls/client-ca.key"]);
    });

    test.each(["server-ca", "client-ca", "request-header-ca", "etcd-peer-ca", "etcd-server-ca"])(
        "meets %s, an authority of ten years that is never renewed by itself",
        (authority) => {
            const inputs = inputsOf(graph, "SelfSignedCert", `k3s-${authority}`);
            expect(inputs).toMatchObject({
                isCaCertificate: true,
                setSubjectKeyId: true,
                allowedUses: ["digital_signature", "key_encipherment", "cert_signing"],
                validityPeriodHours: 87600,
                subject: { commonName: `k3s-${authority}` },
            });
            expect(inputs).not.toHaveProperty("earlyRenewalHours");
        },
    );

    test("gets a kubeconfig for the address inside the VPC", () => {
        const config = parse(outputsOf(graph)["kubeconfig"] as string) as {
            clusters: { cluster: Record<string, string> }[];
            users: { user: Record<string, string> }[];
        };
        const servers = secretOf(graph, "servers");
        expect(config.clusters[0]?.cluster).toEqual({
            server: "https://k3s-api.elb.amazonaws.com:6443",
            "certificate-authority-data": Buffer.from(servers["tls/server-ca.crt"] ?? "").toString("base64"),
        });
        expect(Object.keys(config.users[0]?.user ?? {})).toEqual(["client-certificate-data", "client-key-data"]);
    });
});

describe("access", () => {
    interface Rule {
        readonly securityGroupId: string;
        readonly cidrIpv4?: string;
        readonly referencedSecurityGroupId?: string;
        readonly ipProtocol: string;
        readonly fromPort?: number;
        readonly toPort?: number;
    }
    const rulesOf = (graph: ResourceGraph, kind: string) =>
        resourcesOf(graph, kind)
            .map(({ inputs }) => {
                const rule = inputs as unknown as Rule;
                const source = rule.cidrIpv4 ?? rule.referencedSecurityGroupId;
                return `${rule.securityGroupId} <> ${source} ${rule.ipProtocol} ${rule.fromPort}-${rule.toPort}`;
            })
            .sort();

    const INTERNAL = [
        "k3s-nodes-id <> k3s-nodes-id tcp 10250-10250",
        "k3s-nodes-id <> k3s-nodes-id udp 51820-51820",
        "k3s-servers-id <> k3s-servers-id tcp 2379-2380",
        "k3s-servers-id <> k3s-nodes-id tcp 6443-6443",
        "k3s-servers-id <> k3s-api-id tcp 6443-6443",
        "k3s-api-id <> k3s-nodes-id tcp 6443-6443",
        "k3s-api-id <> 10.20.0.0/16 tcp 6443-6443",
    ];

    test("is granted to the machines among themselves and to administrators, to nobody else", async () => {
        const graph = await evaluated();
        expect(rulesOf(graph, "SecurityGroupIngressRule")).toEqual([...INTERNAL].sort());
        expect(rulesOf(graph, "SecurityGroupEgressRule")).toEqual([
            "k3s-api-id <> k3s-servers-id tcp 6443-6443",
            "k3s-nodes-id <> 0.0.0.0/0 -1 undefined-undefined",
        ]);
        expect(inputsOf(graph, "LaunchTemplate", "k3s-server-template")).toHaveProperty("vpcSecurityGroupIds", [
            "k3s-nodes-id",
            "k3s-servers-id",
        ]);
        expect(inputsOf(graph, "LaunchTemplate", "k3s-data-template")).toHaveProperty("vpcSecurityGroupIds", [
            "k3s-nodes-id",
        ]);
    });

    test("is granted to the public load balancer at the gateway's ports, and its target groups get the agents", async () => {
        const graph = await evaluated({
            loadBalancerTargets: { http: "arn:http", https: "arn:https", securityGroupId: "sg-public" },
        });
        expect(rulesOf(graph, "SecurityGroupIngressRule")).toEqual(
            [
                ...INTERNAL,
                "k3s-nodes-id <> sg-public tcp 30080-30080",
                "k3s-nodes-id <> sg-public tcp 30443-30443",
                "k3s-nodes-id <> sg-public tcp 30021-30021",
            ].sort(),
        );
        const targets = groupsOf(graph).map(({ inputs }) => (inputs["targetGroupArns"] as string[]).join());
        expect(targets.slice(0, 6)).toEqual(Array(6).fill("arn:http,arn:https"));
        expect(targets.slice(6)).toEqual(Array(3).fill("arn:aws:lb:us-east-1:123456789012:k3s-api-targets"));
    });

    test("over the internet is asked for by name, and has an address of its own", async () => {
        const graph = await evaluated({ publicApi: { cidrs: ["198.51.100.0/24", "10.20.0.0/16"] } });
        expect(rulesOf(graph, "SecurityGroupIngressRule")).toEqual(
            [...INTERNAL, "k3s-api-id <> 198.51.100.0/24 tcp 6443-6443"].sort(),
        );
        expect(inputsOf(graph, "LoadBalancer", "k3s-public-api")).toMatchObject({
            internal: false,
            subnets: ["public-eu-a", "public-eu-b", "public-eu-c"],
        });
        expect(configOf(graph, "k3s-server-template")["tls-san"]).toEqual([
            "k3s-api.elb.amazonaws.com",
            "k3s-public-api.elb.amazonaws.com",
        ]);
        expect(settingOf(graph, "k3s-data-template", "API_HOST")).toBe("k3s-api.elb.amazonaws.com");
        expect(outputsOf(graph)["kubeconfig"]).toContain("https://k3s-public-api.elb.amazonaws.com:6443");
        expect(inputsOf(graph, "aws:autoscaling/group:Group", "k3s-server-eu-a")["targetGroupArns"]).toEqual([
            "arn:aws:lb:us-east-1:123456789012:k3s-api-targets",
            "arn:aws:lb:us-east-1:123456789012:k3s-public-api-targets",
        ]);
    });
});

describe("rights in AWS", () => {
    const KEY = ARGS.kmsKeyArn as string;

    test("of servers", async () => {
        expect(statementsOf(await evaluated(), "k3s-servers-policy")).toEqual([
            {
                Sid: "ReadBootstrapSecret",
                Effect: "Allow",
                Action: ["secretsmanager:GetSecretValue"],
                Resource: ["arn:aws:secretsmanager:us-east-1:123456789012:k3s-servers-secret"],
            },
            { Sid: "DecryptBootstrapSecret", Effect: "Allow", Action: ["kms:Decrypt"], Resource: [KEY] },
            {
                Sid: "KeepSnapshots",
                Effect: "Allow",
                Action: ["s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
                Resource: ["arn:aws:s3:::backups/dify-test/*"],
            },
            { Sid: "FindSnapshots", Effect: "Allow", Action: ["s3:ListBucket"], Resource: ["arn:aws:s3:::backups"] },
            { Sid: "FindLostMachines", Effect: "Allow", Action: ["ec2:DescribeInstances"], Resource: ["*"] },
            {
                Sid: "EncryptSnapshots",
                Effect: "Allow",
                Action: ["kms:GenerateDataKey", "kms:Decrypt"],
                Resource: [ARGS.snapshots.kmsKeyArn],
            },
        ]);
    });

    test("of agents are no more than their own secret, images and sessions", async () => {
        const graph = await evaluated({ kmsKeyArn: undefined });
        expect(statementsOf(graph, "k3s-agents-policy")).toEqual([
            {
                Sid: "ReadBootstrapSecret",
                Effect: "Allow",
                Action: ["secretsmanager:GetSecretValue"],
                Resource: ["arn:aws:secretsmanager:us-east-1:123456789012:k3s-agents-secret"],
            },
        ]);
        expect(
            resourcesOf(graph, "RolePolicyAttachment").map(
                ({ name, inputs }) => `${name} ${(inputs["policyArn"] as string).split("/").at(-1)}`,
            ),
        ).toEqual([
            "k3s-agents-images AmazonEC2ContainerRegistryPullOnly",
            "k3s-agents-sessions AmazonSSMManagedInstanceCore",
            "k3s-servers-images AmazonEC2ContainerRegistryPullOnly",
            "k3s-servers-sessions AmazonSSMManagedInstanceCore",
        ]);
    });
});

describe("other shapes", () => {
    test("four zones: servers in three of them, agents in all", async () => {
        const graph = await evaluated({ network: { ...ARGS.network, zones: zones("a", "b", "c", "d") } });
        expect(
            groupsOf(graph)
                .map(({ name }) => name)
                .filter((name) => name.startsWith("k3s-server")),
        ).toEqual(["k3s-server-a", "k3s-server-b", "k3s-server-c"]);
        expect(groupsOf(graph)).toHaveLength(3 + 2 * 4);
    });

    test("a pool that cannot grow has no tags for the autoscaler", async () => {
        const graph = await evaluated({ general: { instanceType: "m7g.large", minPerZone: 2, maxPerZone: 2 } });
        expect(tagsOf(graph, "k3s-general-eu-a")).toEqual({ Name: "k3s-general-eu-a", owner: "platform" });
    });

    test("everything wrong is named at once, before anything is created", async () => {
        await expect(
            evaluated({
                network: { ...ARGS.network, zones: zones("a", "b") },
                data: { instanceType: "m7g.large", perZone: 0 },
                adminCidrs: ["0.0.0.0/0"],
            }),
        ).rejects.toThrow(/network\.zones \(2\)[\s\S]*data\.perZone \(0\)[\s\S]*adminCidrs\[0\] \("0\.0\.0\.0\/0"\)/);
    });
});
