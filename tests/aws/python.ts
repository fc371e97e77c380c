import { findPython, type PythonEnvironment } from "../../rehearsal/python/environment";
import { UserError } from "../../rehearsal/userError";

/** Packages from PyPI, 2026-11-25: rules and data about AWS that are kept for CloudFormation, and AWS's APIs without AWS. */
export const AWS_PYTHON: PythonEnvironment = {
    name: "python-aws-checks",
    packages: ["cfn-lint==1.58.0", "boto3==1.44.5", "moto[ec2,s3]==5.2.5", "flask==3.1.3", "flask-cors==6.0.5"],
    remedy: "npm test, whose setup does",
};

/** The interpreter, or why there is none. */
export function awsPython(): { readonly python: string; readonly problems: readonly string[] } {
    try {
        return { python: findPython(AWS_PYTHON), problems: [] };
    } catch (error) {
        if (!(error instanceof UserError)) {
            throw error;
        }
        return { python: "", problems: [error.message] };
    }
}
