import { storageClassFields } from "../../../components/clusterServices/storageClass";

test("volumes are encrypted, can grow, and are made where their pod is", () => {
    expect(storageClassFields({})).toEqual({
        provisioner: "ebs.csi.aws.com",
        parameters: { type: "gp3", encrypted: "true" },
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
        reclaimPolicy: "Delete",
    });
});

test("each tag is a parameter of its own", () => {
    expect(storageClassFields({ environment: "prod", project: "dify-ha" }).parameters).toEqual({
        type: "gp3",
        encrypted: "true",
        tagSpecification_1: "environment=prod",
        tagSpecification_2: "project=dify-ha",
    });
});
