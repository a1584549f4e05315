// A private `vnr serve` with a fresh database and the demo data: the same one file that a command van runs.
import { ChildProcess, spawn } from 'node:child_process';
import { chmodSync, createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const START_LIMIT_MS = 180_000;

export class Server {
  private constructor(
    readonly url: string,
    readonly data: string,
    private readonly environment: NodeJS.ProcessEnv,
    private process: ChildProcess,
  ) {}

  /** Starts a server with a new data folder and waits until it is ready to serve. */
  static async start(extra: NodeJS.ProcessEnv = {}): Promise<Server> {
    const port = await freePort();
    const data = mkdtempSync(join(tmpdir(), 'vnr-e2e-'));
    // As root the database runs under another account, which must be able to walk in.
    chmodSync(data, 0o755);
    const environment = { ...process.env, VNR_DATA: data, VNR_LISTEN: `127.0.0.1:${port}`, ...extra };
    if (!extra.DATABASE_URL) delete environment.DATABASE_URL;
    const server = new Server(`http://localhost:${port}`, data, environment, launch(environment, data));
    await server.ready();
    return server;
  }

  /** What the server has printed so far. */
  log(): string {
    const path = join(this.data, 'server.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  /** Kills the server without warning and starts it again on the same data. */
  async crash(): Promise<void> {
    const gone = exit(this.process);
    this.process.kill('SIGKILL');
    await gone;
    this.process = launch(this.environment, this.data);
    await this.ready();
  }

  /** Stops the server and its database, and removes the data. */
  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) {
      throw new Error(`the server ended by itself (${signalCode ?? exitCode}):\n${this.log().slice(-4000)}`);
    }
    const gone = exit(this.process);
    this.process.kill('SIGTERM');
    const stopped = await Promise.race([gone.then(() => true), sleep(60_000, false, { ref: false })]);
    if (!stopped) {
      this.process.kill('SIGKILL');
      throw new Error(`the server did not stop within a minute:\n${this.log().slice(-4000)}`);
    }
    rmSync(this.data, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const limit = Date.now() + START_LIMIT_MS;
    while (Date.now() < limit) {
      if (this.process.exitCode !== null || this.process.signalCode !== null) {
        throw new Error(`the server ended while starting:\n${this.log().slice(-4000)}`);
      }
      const answer = await fetch(`${this.url}/api/ready`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(100);
    }
    throw new Error(`the server is not ready after ${START_LIMIT_MS / 1000} s:\n${this.log().slice(-4000)}`);
  }
}

function launch(environment: NodeJS.ProcessEnv, data: string): ChildProcess {
  const child = spawn(binary(), ['serve'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(join(data, 'server.log'), { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  return child;
}

function exit(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** The server to test: VNR_BIN, or the newest build with the page inside. */
export function binary(): string {
  const cache = process.env.VNR_CACHE ?? join(homedir(), '.cache/vnr');
  const target = process.env.CARGO_TARGET_DIR ?? join(cache, 'target');
  const path = process.env.VNR_BIN ?? join(target, 'debug/vnr');
  if (!existsSync(path)) throw new Error(`there is no ${path}: build it with --features ui, or name it in VNR_BIN`);
  return path;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
