import type { Rate } from "../../contracts";

/** How many model tokens a consumer may use: configuration of `ai-token-ratelimit`, pure. */

export interface Consumer {
    /** Unique. */
    readonly name: string;
    /** Tokens, of questions and answers together. Default: as many as it likes. */
    readonly quota?: Rate;
}

export function tokenQuotaConfig(consumers: readonly Consumer[]) {
    return {
        rule_name: "models",
        rule_items: [
            {
                limit_by_consumer: "",
                limit_keys: consumers.flatMap(({ name, quota }) =>
                    quota === undefined ? [] : [{ key: name, [`token_per_${quota.per}`]: quota.amount }],
                ),
            },
        ],
        rejected_code: 429,
        rejected_msg: "Token quota used up",
    };
}
