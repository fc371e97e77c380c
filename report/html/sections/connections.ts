import type { ConnectionItem } from "../../../analysis/capacity/connections";
import { whole, wholePercent } from "../figures";
import { html } from "../markup";
import { table } from "../table";
import { shareBar } from "../shareBar";
import type { Section } from "./section";

export const CONNECTION_METHOD =
    "Every process of every pod at its autoscaler's maximum in the middle of a rollout, with a full pool: pods come from Deployments, Jobs and " +
    "CronJobs, pools from the variables of their containers (SQLALCHEMY_POOL_SIZE, SQLALCHEMY_MAX_OVERFLOW, SERVER_WORKER_AMOUNT, " +
    "DB_MAX_OPEN_CONNS), the limit from max_connections of the server: analysis/capacity/connections.ts.";

/** Who may hold connections to PostgreSQL, and how many there are. */
export const CONNECTIONS: Section = {
    id: "connections",
    title: "Connections to PostgreSQL",
    body: ({ connections }, notes) => {
        if (connections === null) {
            return undefined;
        }
        const { demand, limit, reserve, items } = connections;
        const room = limit - reserve;
        return [
            html`<p>
                At most <span title="Sum of the table below">${whole(demand)}</span> of ${whole(room)} may be open at
                once, ${wholePercent(demand / room)}; ${whole(reserve)} of the server's ${whole(limit)} stay free for
                administrators.${notes.to(CONNECTION_METHOD)}
            </p>`,
            table<ConnectionItem>(
                [
                    { title: "who", words: ({ name }) => name, isHeader: true },
                    {
                        title: "pods",
                        figure: ({ pods }) => whole(pods),
                        trace: ({ name }) => `Pods of ${name} at once`,
                    },
                    {
                        title: "each",
                        figure: ({ each }) => whole(each),
                        trace: ({ name }) => `Pool of one pod of ${name}`,
                    },
                    {
                        title: "connections",
                        figure: ({ pods, each }) => whole(pods * each),
                        trace: ({ name, pods, each }) => `${name}: ${pods} pods × ${each}`,
                    },
                    {
                        title: "of what there is",
                        words: ({ pods, each }) => shareBar((pods * each) / room),
                    },
                ],
                [...items].sort((one, other) => other.pods * other.each - one.pods * one.each),
                { label: "Connections to PostgreSQL" },
            ),
        ];
    },
};
