import { bodyLimitSpec } from "../../components/gateway/bodyLimit";
import { ejectionSpec } from "../../components/gateway/ejection";
import { chartValues } from "../../components/gateway/values";
import { SERVICE, type GatewaySettings } from "../../rehearsal/services/gateway/settings";
import { LOCAL } from "../../rehearsal/services/gateway/stage";
import {
    LOST_SECONDS,
    measureZoneLosses,
    RATE,
    type Loss,
    type ZoneLoss,
} from "../../rehearsal/services/gateway/zoneLoss";
import { median } from "./statistics";

/** What the loss of a zone's backends costs at a gateway in that zone: medians, seconds. */
export interface GatewayBench {
    readonly runs: number;
    /** Requests a second, and how long the zone was lost. */
    readonly rate: number;
    readonly lostSeconds: number;
    /** Envoy as the component has it configured, and as it would be otherwise. */
    readonly settings: Readonly<Record<Setting, Readonly<Record<Loss, LossFigures>>>>;
}

export type Setting = "rendered" | "untuned";

export type LossFigures = Pick<
    ZoneLoss,
    "failed" | "window" | "longestError" | "longestAnswer" | "late" | "streamsEnded"
>;

/** What is rendered for a gateway in three zones. */
export function renderedGateway(maxBodyBytes: number): GatewaySettings {
    const { meshConfig, downstream, upstream, gzip } = chartValues({
        zones: [{ name: "a" }, { name: "b" }, { name: "c" }],
        replicasPerZone: 2,
        maxPerZone: 4,
        resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { cpu: "2", memory: "2Gi" } },
        exposure: { kind: "clusterIp" },
    });
    return {
        mesh: meshConfig,
        options: { downstream, upstream, gzip },
        filters: [bodyLimitSpec(maxBodyBytes), ejectionSpec([SERVICE])],
    };
}

/** The same with the defaults of Istio 1.27 for all that decides about dead backends. */
function untuned(): GatewaySettings {
    return {
        ...renderedGateway(MAX_BODY_BYTES),
        mesh: {
            connectTimeout: "10s",
            defaultHttpRetryPolicy: { attempts: 2, retryOn: "connect-failure,refused-stream,unavailable,cancelled" },
        },
        filters: [],
    };
}

/** More than a request of the load has. */
const MAX_BODY_BYTES = 1_000_000;

/** Each run takes about 40 s. Needs Envoy, root, ip and nft. */
export async function benchGateway(envoy: string, runs: number): Promise<GatewayBench> {
    const measure = async (settings: GatewaySettings) => {
        // Both at a time: they mostly wait.
        const [dark, refuses] = await Promise.all(
            (["dark", "refuses"] as const).map((loss) => measureZoneLosses(envoy, settings, LOCAL, loss, runs)),
        );
        return { dark: figures(dark ?? []), refuses: figures(refuses ?? []) };
    };
    const rendered = await measure(renderedGateway(MAX_BODY_BYTES));
    return { runs, rate: RATE, lostSeconds: LOST_SECONDS, settings: { rendered, untuned: await measure(untuned()) } };
}

function figures(losses: readonly ZoneLoss[]): LossFigures {
    const of = (figure: (loss: ZoneLoss) => number) => median(losses.map(figure));
    const ends = losses.map(({ streamsEnded }) => streamsEnded);
    return {
        failed: of(({ failed }) => failed),
        window: of(({ window }) => window),
        longestError: of(({ longestError }) => longestError),
        longestAnswer: of(({ longestAnswer }) => longestAnswer),
        late: of(({ late }) => late),
        streamsEnded: ends.includes(undefined) ? undefined : median(ends.map((end) => end ?? 0)),
    };
}
