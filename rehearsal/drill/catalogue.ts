import type { Drill } from "./drill";
import { BAD_IMAGE } from "./drills/badImage";
import { CONTROL_PLANE_RESTART, CONTROLLER_RESTART } from "./drills/controlPlane";
import { EVICTION_STORM } from "./drills/evictionStorm";
import { MIGRATION_FAILURE } from "./drills/migrationFailure";
import { NODE_DRAIN } from "./drills/nodeDrain";
import { NODE_LOSS } from "./drills/nodeLoss";
import { POD_LOSS } from "./drills/podLoss";
import { ROLLING_UPDATE } from "./drills/rollingUpdate";
import { TWO_ZONES_LOST } from "./drills/twoZonesLost";
import { ZONE_LOSS } from "./drills/zoneLoss";

/** Every drill there is, the quick ones first. */
export const DRILLS: readonly Drill[] = [
    MIGRATION_FAILURE,
    CONTROLLER_RESTART,
    CONTROL_PLANE_RESTART,
    ROLLING_UPDATE,
    BAD_IMAGE,
    POD_LOSS,
    NODE_DRAIN,
    EVICTION_STORM,
    NODE_LOSS,
    ZONE_LOSS,
    TWO_ZONES_LOST,
];
