import type { Problem } from "../contracts/problem";
import { isOnAws } from "./awsRules";
import type { StackConfig } from "./schema";

/** Rules about what a stack may cost. */

function budgetIsForAws({ cluster, budget: { monthlyUsd } }: StackConfig): Problem[] {
    return monthlyUsd === undefined || isOnAws({ cluster })
        ? []
        : [
              {
                  path: "budget.monthlyUsd",
                  value: monthlyUsd,
                  message:
                      "needs cluster.kind: eks or k3s; of a stack on a cluster of your own, nothing has a price list",
              },
          ];
}

export const BUDGET_RULES: readonly ((config: StackConfig) => Problem[])[] = [budgetIsForAws];
