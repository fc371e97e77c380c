import type { IngressController } from "../../components/dify/ingressDialects";
import type { ResourceGraph } from "../../analysis/graph";
import { resourcesOf } from "./graph";

/** Where a request ends, by the rules of an ingress controller, as far as Dify's Ingresses need them. */

interface IngressInputs {
    readonly metadata: { readonly name: string; readonly annotations: Record<string, string> };
    readonly spec: {
        readonly rules: {
            readonly http: {
                readonly paths: { path: string; pathType: string; backend: { service: { name: string } } }[];
            };
        }[];
    };
}

interface RoutedPath {
    readonly ingress: string;
    readonly annotations: Record<string, string>;
    readonly path: string;
    readonly pathType: string;
    readonly isRegex: boolean;
    readonly service: string;
}

const PREFIX: Readonly<Record<IngressController, string>> = {
    nginx: "nginx.ingress.kubernetes.io",
    higress: "higress.io",
};

/** Every path of every Ingress that is no canary. */
function pathsOf(graph: ResourceGraph, controller: IngressController): RoutedPath[] {
    const annotation = (annotations: Record<string, string>, name: string) =>
        annotations[`${PREFIX[controller]}/${name}`] === "true";
    return resourcesOf(graph, "Ingress")
        .map(({ inputs }) => inputs as unknown as IngressInputs)
        .filter(({ metadata }) => !annotation(metadata.annotations, "canary"))
        .flatMap(({ metadata, spec }) =>
            spec.rules.flatMap(({ http }) =>
                http.paths.map(({ path, pathType, backend }) => ({
                    ingress: metadata.name,
                    annotations: metadata.annotations,
                    path,
                    pathType,
                    isRegex: annotation(metadata.annotations, "use-regex"),
                    service: backend.service.name,
                })),
            ),
        );
}

const longestFirst = (a: RoutedPath, b: RoutedPath) => b.path.length - a.path.length;

/**
 * Each controller puts the paths in an order and takes the first that matches. Higress: exact paths, prefixes, expressions, the longest
 * of each kind first, and last the prefix `/` (SortHTTPRoutes and generateHttpMatches at v2.2.4); Envoy matches expressions whole, after
 * `.*` was put behind them. ingress-nginx: when one path of the host is an expression all are, at the start and whatever the case, the
 * longest first (its page on ingress path matching).
 */
const MATCHERS: Readonly<Record<IngressController, (paths: RoutedPath[]) => [RegExp, RoutedPath][]>> = {
    higress: (paths) => {
        const kindOf = ({ isRegex, pathType, path }: RoutedPath) =>
            isRegex ? 2 : path === "/" ? 3 : pathType === "Exact" ? 0 : 1;
        const expressionOf = ({ isRegex, pathType, path }: RoutedPath) =>
            isRegex ? `^(?:${path}.*)$` : pathType === "Exact" ? `^${path}$` : `^${path.replace(/\/$/, "")}(/.*)?$`;
        return [...paths]
            .sort((a, b) => kindOf(a) - kindOf(b) || longestFirst(a, b))
            .map((path) => [new RegExp(expressionOf(path)), path]);
    },
    nginx: (paths) => {
        if (!paths.some(({ isRegex }) => isRegex)) {
            throw new Error("nothing is known of hosts without expressions");
        }
        return [...paths].sort(longestFirst).map((path) => [new RegExp(`^${path.path}`, "i"), path]);
    },
};

/** What a request meets. */
export interface Met {
    readonly service: string;
    readonly ingress: string;
    readonly annotations: Record<string, string>;
}

/** A function that says where a request for a path ends; undefined where nothing serves it. */
export function router(graph: ResourceGraph, controller: IngressController): (path: string) => Met | undefined {
    const matchers = MATCHERS[controller](pathsOf(graph, controller));
    return (path) => matchers.find(([expression]) => expression.test(path))?.[1];
}
