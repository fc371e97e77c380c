import { dnsGrant } from "../../../components/certificates/grant";
import { OPERATORS } from "../../../components/operators/catalogue";

const GRANT = dnsGrant("Z0123456789ABCDEFGHIJ", "dify.example.com");

test("cert-manager may write the record that proves the name, and read its zone", () => {
    const zone = "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ";
    expect(GRANT.statements).toEqual([
        {
            sid: "ProveName",
            actions: ["route53:ChangeResourceRecordSets"],
            resources: [zone],
            conditions: {
                "ForAllValues:StringEquals": {
                    "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.dify.example.com"],
                    "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"],
                },
            },
        },
        { sid: "ReadZone", actions: ["route53:ListResourceRecordSets"], resources: [zone] },
        { sid: "FollowChange", actions: ["route53:GetChange"], resources: ["arn:aws:route53:::change/*"] },
    ]);
});

test("its service account is the one that the chart makes", () => {
    const { namespace, values } = OPERATORS["cert-manager"];
    expect(GRANT).toMatchObject({ namespace, method: "podIdentity" });
    expect(values).toMatchObject({ serviceAccount: { create: true, name: GRANT.serviceAccounts[0] } });
});
