/** Celery queues that a worker listens to unless told otherwise (`-Q` in api/docker/entrypoint.sh at each tag), as what changed. */

interface QueueChange {
    readonly since: string;
    readonly add?: readonly string[];
    readonly drop?: readonly string[];
}

/** In the order of the versions. */
export const QUEUE_CHANGES: readonly QueueChange[] = [
    { since: "0.6.9", add: ["dataset", "generation", "mail"] },
    { since: "0.6.12", add: ["ops_trace"] },
    { since: "0.6.13", add: ["app_deletion"] },
    { since: "0.11.2", drop: ["generation"] },
    { since: "1.7.0", add: ["plugin"] },
    { since: "1.8.0", add: ["workflow_storage", "conversation"] },
    { since: "1.9.0", add: ["pipeline"] },
    {
        since: "1.10.0",
        add: [
            "priority_dataset",
            "priority_pipeline",
            "workflow",
            "schedule_poller",
            "schedule_executor",
            "triggered_workflow_dispatcher",
            "trigger_refresh_executor",
        ],
    },
    { since: "1.11.2", add: ["retention"] },
    // From here on runs of workflows are tasks: without a consumer of this queue they hang (langgenius/dify#32183, #32213).
    { since: "1.13.0", add: ["api_token", "workflow_based_app_execution"] },
    { since: "1.13.1", add: ["dataset_summary"] },
    { since: "1.14.0", add: ["trigger_refresh_publisher"] },
    { since: "1.16.0", add: ["app_rbac"] },
];

/** All that there have been, in the order of the entry point of 1.16.1; `generation`, which it no longer has, where 0.6.9 had it. */
export const QUEUE_ORDER: readonly string[] = [
    "api_token",
    "dataset",
    "dataset_summary",
    "priority_dataset",
    "priority_pipeline",
    "pipeline",
    "generation",
    "mail",
    "ops_trace",
    "app_deletion",
    "app_rbac",
    "plugin",
    "workflow_storage",
    "conversation",
    "workflow",
    "schedule_poller",
    "schedule_executor",
    "triggered_workflow_dispatcher",
    "trigger_refresh_publisher",
    "trigger_refresh_executor",
    "retention",
    "workflow_based_app_execution",
];
