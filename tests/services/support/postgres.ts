import { evaluateStack } from "../../support/evaluation";
import { describeUnless, findProgram } from "../../support/programs";
import { POSTGRES_INSTALL_COMMAND, postgresProgram } from "../../../rehearsal/services/postgres/programs";
import { renderedPostgres, type RenderedPostgres } from "../../../rehearsal/services/postgres/rendered";

/** Programs beside PostgreSQL's own, and the Debian packages that bring them. */
const PACKAGES = {
    ip: "iproute2",
    nft: "nftables",
    openssl: "openssl",
    ps: "procps",
    setpriv: "util-linux",
    pgpool: "pgpool2",
};

export type Program = keyof typeof PACKAGES;

/**
 * `describe` for tests on real PostgreSQL servers. What is missing makes them fail where nobody would read a notice (`CI` is set), and
 * skips them with a notice that says how to install it everywhere else.
 *
 * @param options.programs what they need beside the server.
 * @param options.root whether they need root, as network namespaces do.
 */
export function describeWithPostgres(
    title: string,
    options: { readonly programs?: readonly Program[]; readonly root?: boolean },
    body: () => void,
): void {
    const problems = missing([...(options.programs ?? []), "openssl", "ps", "setpriv"], options.root === true);
    describeUnless(problems, title, body);
}

function missing(programs: readonly Program[], root: boolean): string[] {
    return [
        ...(hasPostgres() ? [] : [`PostgreSQL is not installed; install it: ${POSTGRES_INSTALL_COMMAND}`]),
        ...programs
            .filter((program) => findProgram(program) === undefined)
            .map((program) => `${program} is not on PATH; install it: apt-get install -y ${PACKAGES[program]}`),
        ...(root && process.getuid?.() !== 0 ? ["network namespaces need root"] : []),
    ];
}

function hasPostgres(): boolean {
    try {
        return postgresProgram("postgres") !== "";
    } catch {
        return false;
    }
}

let evaluated: Promise<RenderedPostgres> | undefined;

/** What stack `local` renders, with a change; evaluated once. */
export async function renderedLocally(change: Partial<RenderedPostgres> = {}): Promise<RenderedPostgres> {
    evaluated ??= evaluateStack("local").then(renderedPostgres);
    return { ...(await evaluated), ...change };
}
