import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

/** `pulumi preview --policy-pack policy`: the invariants on what is really about to be deployed. */
new PolicyPack("dify-ha", { policies: policies() });
