import type { Problem } from "../contracts/problem";
import type { StackConfig } from "./schema";

/** Rules about canary releases. They are silent while there is none. */

type Rule = (config: StackConfig) => Problem[];

const onePartOfTheRequests: Rule = ({ dify: { canary } }) => {
    const { weight, header } = canary;
    if (weight === undefined && header === undefined) {
        return [
            {
                path: "dify.canary.weight",
                message: "missing; a canary needs dify.canary.weight, in percent, or dify.canary.header",
            },
        ];
    }
    return weight !== undefined && header !== undefined
        ? [
              {
                  path: "dify.canary.header",
                  value: header,
                  message:
                      `excludes dify.canary.weight, which is ${weight}: with both, ingress controllers differ in what the weight is of; ` +
                      "remove one",
              },
          ]
        : [];
};

const webNeedsAHeader: Rule = ({ dify: { canary } }) =>
    canary.webImage !== undefined && canary.header === undefined
        ? [
              {
                  path: "dify.canary.webImage",
                  value: canary.webImage,
                  message:
                      "needs dify.canary.header instead of dify.canary.weight: a page of one release loads scripts that the other does " +
                      "not have, and a weight decides anew for each",
              },
          ]
        : [];

const CAN_SPLIT = /(^|-)(nginx|higress)(-|$)/;

/** On AWS the stack brings its own gateway, which can. */
const controllerCanSplit: Rule = ({ gateway, domain: { ingressClass = "nginx" } }) =>
    gateway.kind === "ingress" && !CAN_SPLIT.test(ingressClass)
        ? [
              {
                  path: "dify.canary.enabled",
                  value: true,
                  message:
                      `needs an ingress controller that can divide requests, ingress-nginx or Higress, with its name in that of the class; ` +
                      `domain.ingressClass is ${ingressClass}`,
              },
          ]
        : [];

const VARIABLE = /^[A-Z][A-Z0-9_]*$/;
const SHARED =
    /^(DB|REDIS|CELERY|EVENT_BUS|PUBSUB|STORAGE|S3|VECTOR|MILVUS|PLUGIN|CODE_EXECUTION|SSRF)_|^(MODE|MIGRATION_ENABLED)$/;
const SECRET = /(PASSWORD|SECRET|TOKEN|KEY)$/;

const MUST_BE: readonly [RegExp, boolean, string][] = [
    [VARIABLE, false, "must be the name of an environment variable: capitals, digits and `_`"],
    [SHARED, true, "cannot be set: a canary has the data and services of the first release"],
    [SECRET, true, "cannot be set: anyone may read these variables"],
];

const variablesAreItsOwn: Rule = ({ dify: { canary } }) =>
    Object.keys(canary.environment).flatMap((name) => {
        const wrong = MUST_BE.find(([pattern, refused]) => pattern.test(name) === refused);
        // Without the value, which might be a secret.
        return wrong === undefined ? [] : [{ path: `dify.canary.environment.${name}`, message: wrong[2] }];
    });

const RULES: readonly Rule[] = [onePartOfTheRequests, webNeedsAHeader, controllerCanSplit, variablesAreItsOwn];

export const CANARY_RULES: readonly Rule[] = [
    (config) => (config.dify.canary.enabled ? RULES.flatMap((rule) => rule(config)) : []),
];
