import type { Problem } from "../../contracts";
import { when } from "../shared/refuse";
import type { ModelGatewayArgs } from "./modelGateway";

/** What the arguments must be: pure. */

/** The gateway sends a request again at most ten times. */
const MAX_PROVIDERS = 10;

type Checked = Pick<ModelGatewayArgs, "providers" | "consumers" | "counters" | "cache" | "allowedAddresses">;

/** Everything that is wrong. */
export function modelGatewayProblems({ providers, consumers, counters, cache, allowedAddresses }: Checked): Problem[] {
    return [
        ...when(
            providers.length < 1 || providers.length > MAX_PROVIDERS,
            "providers",
            providers.length,
            `1 to ${MAX_PROVIDERS} model providers`,
        ),
        ...repeated(providers).map((name) => ({
            path: "providers",
            value: name,
            message: "a name of its own for each provider",
        })),
        ...when(consumers.length === 0, "consumers", [], "at least one consumer: nobody else gets an answer"),
        ...repeated(consumers).map((name) => ({
            path: "consumers",
            value: name,
            message: "a name of its own for each consumer",
        })),
        ...when(
            allowedAddresses.length === 0,
            "allowedAddresses",
            [],
            "at least one range: an empty list lets everybody in",
        ),
        ...providers.flatMap(({ name, tokens, healthCheckModel }, index) => [
            ...when(tokens.length === 0, `providers[${index}].tokens`, [], `at least one token for ${name}`),
            ...when(
                tokens.length > 1 && healthCheckModel === undefined,
                `providers[${index}].healthCheckModel`,
                undefined,
                `the model that a failed token of ${name} is tried with: without one, it would never come back`,
            ),
        ]),
        ...when(
            counters === undefined && consumers.some(({ quota }) => quota !== undefined),
            "counters",
            undefined,
            "a Redis, in which the gateways count tokens together",
        ),
        ...when(
            counters === undefined && cache !== undefined,
            "counters",
            undefined,
            "a Redis, which keeps the answers to be given again",
        ),
    ];
}

function repeated(named: readonly { readonly name: string }[]): string[] {
    const names = named.map(({ name }) => name);
    return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
