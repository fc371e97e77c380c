import { writeOutputs } from "../../cli/outputFolder";
import { UserError } from "../../rehearsal/userError";

const failing = (code: string) => () => {
    throw Object.assign(new Error(`${code}: from the system`), { code });
};

test.each([
    ["ENOSPC", "the disk is full"],
    ["EROFS", "the file system is read-only"],
    ["EACCES", "permission is denied"],
])("%s is told as: %s", (code, reason) => {
    const write = () => writeOutputs("some-stack", failing(code));
    expect(write).toThrow(UserError);
    expect(write).toThrow(new RegExp(`^Cannot write below .*/out/some-stack: ${reason}\\.\n`));
});

test("any other error is passed on", () => {
    expect(() => writeOutputs("some-stack", failing("EBADF"))).toThrow("EBADF: from the system");
});

test("what was written is returned, with the folder of the stack", () => {
    expect(writeOutputs("some-stack", (folder) => folder)).toMatch(/\/out\/some-stack$/);
});
