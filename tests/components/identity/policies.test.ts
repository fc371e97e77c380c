import { irsaTrust } from "../../../components/identity/policies";

test("a role for IRSA is for exactly these service accounts, and for tokens made for AWS", () => {
    expect(
        irsaTrust({
            oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/issuer/id",
            oidcIssuer: "issuer/id",
            namespace: "dify",
            serviceAccounts: ["milvus", "postgres"],
        }),
    ).toEqual({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/issuer/id" },
                Action: "sts:AssumeRoleWithWebIdentity",
                Condition: {
                    StringEquals: {
                        "issuer/id:aud": "sts.amazonaws.com",
                        "issuer/id:sub": ["system:serviceaccount:dify:milvus", "system:serviceaccount:dify:postgres"],
                    },
                },
            },
        ],
    });
});
