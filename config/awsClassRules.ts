import type { Problem } from "../contracts/problem";
import { CLASS_GAPS, type MachineService } from "./awsClassGaps";
import { isOnAws } from "./awsRules";
import type { StackConfig } from "./schema";

/** The rule that a stack's machines must be on offer in its region: AWS itself would say so halfway through a deployment. */

/** What a service calls its machines, and what people call the service. */
const SERVICES: Readonly<Record<MachineService, { readonly prefix: string; readonly name: string }>> = {
    rds: { prefix: "db.", name: "RDS" },
    aurora: { prefix: "db.", name: "Aurora" },
    elasticache: { prefix: "cache.", name: "ElastiCache" },
    ec2: { prefix: "", name: "EC2" },
};

interface Machine {
    readonly path: string;
    readonly service: MachineService;
    /** Such as `db.r7g.large`. */
    readonly type: string;
}

/** The machines that a configuration chooses and uses. */
function machinesOf({ postgres, redis, cluster: { nodes } }: StackConfig): Machine[] {
    const { engine } = postgres;
    return [
        { path: "cluster.nodes.data.instanceType", service: "ec2", type: nodes.data.instanceType },
        { path: "cluster.nodes.general.instanceType", service: "ec2", type: nodes.general.instanceType },
        ...(engine === "cloudnativepg"
            ? []
            : [{ path: "postgres.instanceClass", service: engine, type: postgres.instanceClass }]),
        ...(redis.engine === "operator"
            ? []
            : [{ path: "redis.nodeType", service: redis.engine, type: redis.nodeType }]),
    ];
}

function isLacking(service: MachineService, region: string, name: string): boolean {
    return Object.entries(CLASS_GAPS[service]).some(([gap, regions]) => gap === name && regions.includes(region));
}

/** What there is instead: families, each with the sizes that are missing. */
function offeredIn(region: string, service: MachineService): string {
    const names = Object.keys(CLASS_GAPS[service]);
    const { prefix } = SERVICES[service];
    return names
        .filter((name) => !name.includes(".") && !isLacking(service, region, name))
        .map((family) => {
            const missing = names
                .filter((name) => name.startsWith(`${family}.`) && isLacking(service, region, name))
                .map((name) => name.slice(family.length + 1));
            return `${prefix}${family}${missing.length === 0 ? "" : ` (without ${missing.join(", ")})`}`;
        })
        .join(", ");
}

function machinesAreOffered(config: StackConfig): Problem[] {
    const { region = "" } = config.aws;
    if (!isOnAws(config)) {
        return [];
    }
    return machinesOf(config)
        .filter(({ service, type }) => {
            const name = type.slice(SERVICES[service].prefix.length);
            const [family = ""] = name.split(".");
            return isLacking(service, region, family) || isLacking(service, region, name);
        })
        .map(({ path, service, type }) => ({
            path,
            value: type,
            message: `${SERVICES[service].name} does not offer it in ${region}; offered there: ${offeredIn(region, service)}`,
        }));
}

/** Every problem that the rules about machines find. */
export const AWS_CLASS_RULES: readonly ((config: StackConfig) => Problem[])[] = [machinesAreOffered];
