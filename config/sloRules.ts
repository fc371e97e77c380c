import type { Problem } from "../contracts/problem";
import { SERVICE_LEVELS, type ServiceLevel } from "../contracts/serviceLevels";
import { isOnAws } from "./awsRules";
import type { StackConfig } from "./schema";

/** Rules about what users are promised. */

/** What a stack consists of that somebody promises anything for. */
function promisesFor({ cluster, postgres }: StackConfig): ServiceLevel[] {
    if (!isOnAws({ cluster })) {
        return [];
    }
    return [
        SERVICE_LEVELS.loadBalancer,
        ...(cluster.kind === "eks" ? [SERVICE_LEVELS.eksApi] : []),
        ...(postgres.engine === "rds" && postgres.multiAz ? [SERVICE_LEVELS.rds] : []),
        ...(postgres.engine === "aurora" && postgres.multiAz ? [SERVICE_LEVELS.aurora] : []),
    ];
}

/** Nothing is more available than what it cannot do without. */
function targetIsNoMoreThanPromised(config: StackConfig): Problem[] {
    const { target } = config.slo;
    return promisesFor(config)
        .filter(({ availability }) => target > availability)
        .sort((one, other) => one.availability - other.availability)
        .slice(0, 1)
        .map(({ of, availability, source, date }) => ({
            path: "slo.target",
            value: target,
            message: `must be at most ${availability}, which is all that AWS promises for ${of} (${source}, ${date})`,
        }));
}

/** Two figures for one thing would leave open which of them counts. */
function assumptionsAreUnique({ slo }: StackConfig): Problem[] {
    return (["rates", "services"] as const).flatMap((list) => {
        const names: readonly string[] = slo[list].map(({ of }) => of);
        return names.flatMap((name, index) =>
            names.indexOf(name) === index
                ? []
                : [{ path: `slo.${list}.${index}.of`, value: name, message: "must not be given twice" }],
        );
    });
}

export const SLO_RULES: readonly ((config: StackConfig) => Problem[])[] = [
    targetIsNoMoreThanPromised,
    assumptionsAreUnique,
];
