import { Provider } from "@pulumi/aws/provider";
import { RdsBackupCopies } from "../../../components/rds/backupCopies";
import { evaluateComponent } from "../../support/evaluation";
import { childrenOfComponent, inputsOf, resourceOf, resourcesOf } from "../../support/graph";

const SOURCE = "arn:aws:rds:eu-central-1:123456789012:db:dify-ha-prod-postgres";

const evaluated = (kmsKeyArn?: string) =>
    evaluateComponent(() => {
        const provider = new Provider("dr", { region: "eu-west-1" });
        return new RdsBackupCopies("copies", { sourceArn: SOURCE, retentionDays: 7, kmsKeyArn }, { provider });
    });

test("copies go to the region of the provider, under a key of that region", async () => {
    const graph = await evaluated("arn:aws:kms:eu-west-1:123456789012:key/dr");
    expect(childrenOfComponent(graph, "dify-ha:index:RdsBackupCopies")).toEqual([
        "InstanceAutomatedBackupsReplication copies",
    ]);
    expect(inputsOf(graph, "InstanceAutomatedBackupsReplication", "copies")).toEqual({
        sourceDbInstanceArn: SOURCE,
        retentionPeriod: 7,
        kmsKeyId: "arn:aws:kms:eu-west-1:123456789012:key/dr",
    });
    const { provider, protect } = resourceOf(graph, "InstanceAutomatedBackupsReplication", "copies");
    expect(provider?.split("::").at(-1)).toBe("dr");
    expect(protect).toBe(true);
    expect(resourcesOf(graph, "RdsBackupCopies")[0]?.outputs).toMatchObject({
        automatedBackupsArn: "copies-id",
        kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:key/dr",
    });
});

test("without a key one is made there, which rotates and cannot be deleted by accident", async () => {
    const graph = await evaluated();
    expect(inputsOf(graph, "Key", "copies-key")).toMatchObject({ enableKeyRotation: true, deletionWindowInDays: 30 });
    const key = resourceOf(graph, "Key", "copies-key");
    expect(key.protect).toBe(true);
    expect(key.provider?.split("::").at(-1)).toBe("dr");
    expect(resourceOf(graph, "InstanceAutomatedBackupsReplication", "copies").dependencies).toContain(key.urn);
});
