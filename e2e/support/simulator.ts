// The simulator against the server of the test: a floor that works, so that screens are seen full.
import { ChildProcess, spawn } from 'node:child_process';
import { binary } from './server';

export class Simulator {
  private output = '';

  private constructor(private readonly process: ChildProcess) {
    process.stdout?.on('data', (text) => (this.output = (this.output + text).slice(-4000)));
    process.stderr?.on('data', (text) => (this.output = (this.output + text).slice(-4000)));
  }

  /** Calls at `rate` times the rate of Latvia, the desks worked too, units that drive and work `haste` times faster. */
  static start(url: string, rate: number, haste: number): Simulator {
    const words = ['simulate', '--url', url, '--rate', `${rate}`, '--dispatch', '--haste', `${haste}`];
    // A trainer's line comes from the terminal: with none there, the floor plays on.
    return new Simulator(spawn(binary(), words, { stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  /** Ends it; fails when it has ended by itself. */
  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.process;
    if (exitCode !== null || signalCode !== null) throw new Error(`the simulator ended by itself:\n${this.output}`);
    const gone = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGINT');
    const limit = setTimeout(() => this.process.kill('SIGKILL'), 20_000);
    await gone;
    clearTimeout(limit);
  }
}
