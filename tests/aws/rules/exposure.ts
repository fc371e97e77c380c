import { exposureFindings } from "../../../analysis/invariants/aws/exposure";
import { texts, type Rule } from "./rule";

export const exposure: Rule = {
    title: "nothing is open to the world but ports 80 and 443 of the load balancer",
    problems: (graph) => texts(exposureFindings(graph)),
    breach: {
        variant: "prod",
        type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        name: "public-http-from-0-0-0-0-0",
        inputs: { toPort: 443 },
    },
};
