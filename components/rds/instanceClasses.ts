/** Database instance classes on offer. */

export interface InstanceClass {
    /** vCPUs. */
    readonly cpu: number;
    /** Memory of the machine, GiB. */
    readonly memoryGiB: number;
}

/** Sizes of a family that doubles with every step from `large`: vCPUs, and GiB for each of them. */
function family(name: string, memoryPerCpu: number): Record<string, InstanceClass> {
    const sizes = { large: 2, xlarge: 4, "2xlarge": 8, "4xlarge": 16 };
    return Object.fromEntries(
        Object.entries(sizes).map(([size, cpu]) => [`db.${name}.${size}`, { cpu, memoryGiB: cpu * memoryPerCpu }]),
    );
}

/**
 * By name, as AWS has it ("Hardware specifications for DB instance classes"). RDS offers all of them for PostgreSQL 15.19 (cfn-lint
 * 1.58.0, `aws_rds_dbinstance/db_instance_class.json`); which ones Aurora has, and a region, is a rule of the configuration.
 */
export const INSTANCE_CLASSES: Readonly<Record<string, InstanceClass>> = {
    // Burstable: for trials and staging, not for steady load.
    "db.t4g.medium": { cpu: 2, memoryGiB: 4 },
    "db.t4g.large": { cpu: 2, memoryGiB: 8 },
    "db.t4g.xlarge": { cpu: 4, memoryGiB: 16 },
    ...family("m7g", 4),
    ...family("m8g", 4),
    ...family("r7g", 8),
    ...family("r8g", 8),
};

/** What a class is. Throws a RangeError for one that is not on offer. */
export function instanceClassOf(name: string): InstanceClass {
    const found = INSTANCE_CLASSES[name];
    if (found === undefined) {
        throw new RangeError(`no such database class: ${name}`);
    }
    return found;
}
