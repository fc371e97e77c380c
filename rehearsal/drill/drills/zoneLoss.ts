import { silentProgress } from "../../progress";
import type { Drill } from "../drill";
import { zoneLossDrill } from "../zoneLoss";
import { inSeconds } from "./timed";

/** What `npm run rehearse` shows in full. */
export const ZONE_LOSS: Drill = {
    name: "zone-loss",
    title: "the zone whose loss hurts most goes dark",
    promise: "no workload under its quorum, every one complete and evenly spread again after the zone's return",
    expectedSeconds: 100,
    run: async ({ api, cluster, workloads }) => {
        const report = await zoneLossDrill({ api, cluster, workloads, progress: silentProgress });
        const at = (milestone: string) => report.events.find((event) => event.milestone === milestone)?.seconds;
        return {
            measured:
                `${report.zone} lost; endpoints clean after ${inSeconds(at("endpointsClean"))}, ` +
                `replaced after ${inSeconds(at("replaced"))}, back after ${inSeconds(at("back"))}, even after ${inSeconds(at("even"))}`,
            breaches: [
                ...report.outages.map((name) => `${name} had fewer members than its quorum`),
                ...report.incomplete.map((name) => `${name} did not come back complete and evenly spread`),
                ...report.events.filter(({ reached }) => !reached).map(({ text }) => `gave up waiting: ${text}`),
            ],
            workloads: report.workloads.map(({ name, members, quorum, lowest, outageSeconds, serving }) => ({
                name,
                members,
                quorum,
                lowest,
                outageSeconds,
                serving,
            })),
        };
    },
};
