import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { APP, ARCHIVE, FLAGS, freePort, healthy, JAVA, scratch } from "./processes";

/**
 * Before all tests: the classes of a coordinator that has started go, read and verified, into a file that every later process of
 * the tests maps (JEP 350). Each then starts for half of the processor's time; without the file they work as well.
 */
export default async function archiveClasses(): Promise<void> {
  rmSync(ARCHIVE, { force: true }); // of another build
  if (!existsSync(APP)) return; // the tests say what is missing
  const [grpc, web] = [await freePort(), await freePort()];
  const flags = [...FLAGS, `-XX:ArchiveClassesAtExit=${ARCHIVE}`, "-Xlog:cds=off", "-Xlog:cds+dynamic=off"];
  const command = ["coordinator", "--listen", `127.0.0.1:${grpc}`, "--web-port", String(web), "--min-clients", "2"];
  const coordinator = spawn(JAVA, [...flags, "-cp", `${APP}/*`, "dev.headwater.cli.Main", ...command], {
    cwd: scratch(),
    stdio: "ignore",
  });
  const ended = once(coordinator, "exit");
  try {
    await healthy(web, { output: "" });
  } finally {
    coordinator.kill();
    await ended;
  }
}
