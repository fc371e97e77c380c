import { findEnvoy } from "../../../rehearsal/services/gateway/envoyProgram";
import { UserError } from "../../../rehearsal/userError";
import { installCommand } from "../../setup/systemPackages";
import { describeUnless, findProgram } from "../../support/programs";

/**
 * `describe` for tests on a real Envoy between network namespaces. What is missing makes them fail where nobody would read a notice (`CI`
 * is set), and skips them with a notice that says how to get it everywhere else.
 */
export function describeWithEnvoy(title: string, body: (envoy: string) => void): void {
    const { envoy, problems } = lookUp();
    const missing = ["ip", "nft"]
        .filter((program) => findProgram(program) === undefined)
        .map((program) => `${program} is not on PATH; install it: ${installCommand(program)}`);
    const root = process.getuid?.() === 0 ? [] : ["network namespaces need root"];
    describeUnless([...problems, ...missing, ...root], title, () => body(envoy));
}

function lookUp(): { envoy: string; problems: string[] } {
    try {
        return { envoy: findEnvoy(), problems: [] };
    } catch (error) {
        if (!(error instanceof UserError)) {
            throw error;
        }
        return { envoy: "", problems: [error.message] };
    }
}
