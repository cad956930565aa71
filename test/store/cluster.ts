/** A PostgreSQL server of our own, on a port of its own, for as long as the tests of one file run. */
import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Cluster {
  readonly port: number;
  readonly config: { readonly host: string; readonly port: number; readonly user: string; readonly database: string };
  /** As a crash of the machine would, but for what the disk has: no clean end. */
  crash(): void;
  restart(): void;
  stop(): void;
}

const user = "remit";

/** Fails where PostgreSQL is not installed (Debian's package is `postgresql`): a test that was left out would look like one that passed. */
export async function startCluster(): Promise<Cluster> {
  const programs = programsFolder();
  const folder = mkdtempSync(join(tmpdir(), "remit-pg-"));
  const owner = ownerOf();
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  const data = join(folder, "data");
  const port = await freePort();
  const run = (program: string, ...args: readonly string[]): void => {
    const whole = [join(programs, program), ...args];
    const [command = "", ...rest] = owner === undefined ? whole : ["runuser", "-u", owner.name, "--", ...whole];
    execFileSync(command, rest, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  };
  const start = (): void =>
    run(
      "pg_ctl",
      "-D",
      data,
      "-l",
      join(folder, "log"),
      "-w",
      "-t",
      "60",
      "-o",
      `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_connections=60`,
      "start",
    );
  run("initdb", "-D", data, "-U", user, "-A", "trust", "-E", "UTF8", "--locale=C");
  start();
  return {
    port,
    config: { host: "127.0.0.1", port, user, database: "postgres" },
    crash: () => run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"),
    restart: start,
    stop: () => {
      run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function programsFolder(): string {
  const root = "/usr/lib/postgresql";
  const [newest] = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const found = [newest === undefined ? "" : join(root, newest, "bin"), "/usr/local/bin", "/usr/bin"].find((each) =>
    existsSync(join(each, "initdb")),
  );
  if (found === undefined) throw new Error("these tests need PostgreSQL: apt-get install postgresql");
  return found;
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package makes. */
function ownerOf(): { readonly name: string; readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { name: "postgres", uid: id("-u"), gid: id("-g") };
}

function freePort(): Promise<number> {
  return new Promise((answer, refuse) => {
    const server = createServer();
    server.once("error", refuse);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (typeof address === "object" && address !== null ? answer(address.port) : refuse(new Error("no port"))));
    });
  });
}
