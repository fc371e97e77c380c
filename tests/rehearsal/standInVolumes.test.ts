import { standInVolumes } from "../../rehearsal/standIns/volumes";

const claim = (name: string, storageClassName?: string) => ({
    metadata: { name },
    spec: { accessModes: ["ReadWriteOnce"], storageClassName, resources: { requests: { storage: "20Gi" } } },
});

const statefulSet = (spec: object) => ({
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "jaeger", namespace: "monitoring" },
    spec,
});

test("each claim of each member has a volume that it can be bound to", () => {
    const volumes = standInVolumes(
        statefulSet({ replicas: 2, volumeClaimTemplates: [claim("data", "gp3"), claim("log")] }),
    );
    expect(
        volumes.map(({ metadata, spec }) => [metadata.name, (spec as { storageClassName: string }).storageClassName]),
    ).toEqual([
        ["monitoring-data-jaeger-0", "gp3"],
        ["monitoring-data-jaeger-1", "gp3"],
        ["monitoring-log-jaeger-0", ""],
        ["monitoring-log-jaeger-1", ""],
    ]);
    expect(volumes[0]).toMatchObject({
        apiVersion: "v1",
        kind: "PersistentVolume",
        metadata: { labels: { "dify-ha/stand-in": "statefulset-jaeger" } },
        spec: { capacity: { storage: "20Gi" }, accessModes: ["ReadWriteOnce"] },
    });
});

test("what claims nothing has none", () => {
    expect(standInVolumes(statefulSet({ replicas: 2 }))).toEqual([]);
    expect(
        standInVolumes({ ...statefulSet({ replicas: 2, volumeClaimTemplates: [claim("data")] }), kind: "Deployment" }),
    ).toEqual([]);
});
