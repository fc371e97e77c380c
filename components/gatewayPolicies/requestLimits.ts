import type { Rate } from "../../contracts";

/** How many requests a client of Dify may make: configuration of `cluster-key-rate-limit`, pure. */

export interface RequestLimits {
    /** Requests with one API key of Dify (an app's or a knowledge base's). */
    readonly perKey?: Rate;
    /** Requests from one address, whoever shares it. */
    readonly perAddress?: Rate;
}

/** What Dify's keys begin with (api/models/model.py: `ApiToken.generate_api_key`); a console session has another kind of token. */
const API_KEYS = "regexp:^Bearer (app|dataset)-.+$";

/** Every address: the plugin counts each for itself. */
const ANY_ADDRESS = ["0.0.0.0/0", "::/0"];

/**
 * All rules that match count, and any of them refuses. A rule item lists one dimension; `limit_by_per_*` makes a counter for each of its
 * values, and takes only `*` or `regexp:` (since Higress 2.2.4), or ranges for addresses.
 */
export function requestLimitsConfig({ perKey, perAddress }: RequestLimits) {
    return {
        rule_name: "dify",
        rule_items: [
            ...(perKey === undefined
                ? []
                : [{ limit_by_per_header: "authorization", limit_keys: [{ key: API_KEYS, ...queries(perKey) }] }]),
            ...(perAddress === undefined
                ? []
                : [
                      {
                          limit_by_per_ip: "from-remote-addr",
                          limit_keys: ANY_ADDRESS.map((key) => ({ key, ...queries(perAddress) })),
                      },
                  ]),
        ],
        rejected_code: 429,
        rejected_msg: "Too many requests",
        show_limit_quota_header: true,
    };
}

function queries({ amount, per }: Rate): Record<string, number> {
    return { [`query_per_${per}`]: amount };
}
