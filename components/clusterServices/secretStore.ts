import type { CloudAccess } from "../../contracts";
import { accessKeys } from "../shared/cloudAccess";
import { SERVICES_NAMESPACE } from "./catalogue";

/** The ClusterSecretStore for AWS Secrets Manager: pure but for values that are known later. */

export const SECRET_STORE = "aws-secrets-manager";

/** Without `auth` the operator uses the identity of its own pods. Only pods in `namespaces` can have secrets from it. */
export function secretStoreSpec(region: string, namespaces: readonly string[], access: CloudAccess) {
    const keys = accessKeys(access);
    const reference = ({ name, key }: NonNullable<typeof keys>["accessKeyId"]) => ({
        name,
        key,
        namespace: SERVICES_NAMESPACE,
    });
    return {
        conditions: [{ namespaces: [...namespaces] }],
        provider: {
            aws: {
                service: "SecretsManager",
                region,
                ...(keys && {
                    auth: {
                        secretRef: {
                            accessKeyIDSecretRef: reference(keys.accessKeyId),
                            secretAccessKeySecretRef: reference(keys.secretAccessKey),
                        },
                    },
                }),
            },
        },
    };
}
