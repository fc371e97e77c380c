import { INSTANCE_CLASSES, instanceClassOf } from "../../../components/rds/instanceClasses";

test("the classes on offer, with vCPUs and GiB as AWS has them", () => {
    expect(Object.entries(INSTANCE_CLASSES).map(([name, { cpu, memoryGiB }]) => `${name} ${cpu} ${memoryGiB}`)).toEqual(
        [
            "db.t4g.medium 2 4",
            "db.t4g.large 2 8",
            "db.t4g.xlarge 4 16",
            "db.m7g.large 2 8",
            "db.m7g.xlarge 4 16",
            "db.m7g.2xlarge 8 32",
            "db.m7g.4xlarge 16 64",
            "db.m8g.large 2 8",
            "db.m8g.xlarge 4 16",
            "db.m8g.2xlarge 8 32",
            "db.m8g.4xlarge 16 64",
            "db.r7g.large 2 16",
            "db.r7g.xlarge 4 32",
            "db.r7g.2xlarge 8 64",
            "db.r7g.4xlarge 16 128",
            "db.r8g.large 2 16",
            "db.r8g.xlarge 4 32",
            "db.r8g.2xlarge 8 64",
            "db.r8g.4xlarge 16 128",
        ],
    );
});

test("a class that is not on offer is refused by name", () => {
    expect(() => instanceClassOf("db.t2.micro")).toThrow(new RangeError("no such database class: db.t2.micro"));
});
