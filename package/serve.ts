import { main } from "@pulumi/pulumi/provider";
import { ComponentPackage } from "./provider";

/** Answers the engine until it ends the process. */
void main(new ComponentPackage(), process.argv.slice(2));
