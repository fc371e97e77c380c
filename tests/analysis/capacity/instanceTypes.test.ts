import { instanceTypeOf } from "../../../analysis/capacity/instanceTypes";

/** As EC2 describes them: cores, GiB, interfaces, addresses of each. */
const DESCRIBED: Readonly<Record<string, readonly [number, number, number, number]>> = {
    "m7i.large": [2, 8, 3, 10],
    "m7i.xlarge": [4, 16, 4, 15],
    "m7i.2xlarge": [8, 32, 4, 15],
    "m7i.4xlarge": [16, 64, 8, 30],
    "m7g.16xlarge": [64, 256, 15, 50],
    "c7i.2xlarge": [8, 16, 4, 15],
    "r7i.xlarge": [4, 32, 4, 15],
    "r6g.8xlarge": [32, 256, 8, 30],
    "m8i.large": [2, 8, 3, 20],
    "r8i.2xlarge": [8, 64, 4, 30],
    "m8a.xlarge": [4, 16, 4, 20],
    "m7i-flex.xlarge": [4, 16, 4, 15],
    "t3.large": [2, 8, 3, 12],
    "t3.xlarge": [4, 16, 4, 15],
    "t4g.medium": [2, 4, 3, 6],
};

test.each(Object.entries(DESCRIBED))("%s", (name, [cores, gib, interfaces, addressesEach]) => {
    expect(instanceTypeOf(name)).toEqual({ cores, gib, interfaces, addressesEach });
});

test.each(["x2idn.large", "m7i.3xlarge", "m7i", "", "t3.16xlarge", "m4.large", "toString.large"])(
    "nothing is known of %j",
    (name) => {
        expect(instanceTypeOf(name)).toBeUndefined();
    },
);
