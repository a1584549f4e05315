// Change → received by so many clients, over socket.io. Server and clients are processes of their own, as for VNR.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { io } from 'socket.io-client';
import { heading, line, percentile } from './table.mjs';

const RUNS = Number(process.env.BENCH_RUNS ?? 3);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 15);
const SHAPES = [
  { clients: 112, rate: 20 },
  { clients: 112, rate: 100 },
  { clients: 112, rate: 300 },
  { clients: 1000, rate: 20 },
];
const server = fileURLToPath(new URL('socketio-server.mjs', import.meta.url));

async function one({ clients, rate }, port) {
  const child = spawn(process.execPath, [server, String(port), String(rate), String(SECONDS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const delays = [];
  const seen = Array.from({ length: clients }, () => new Set());
  let doubled = 0;
  const sockets = seen.map((mine) => {
    const socket = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], forceNew: true, reconnection: false });
    socket.on('incident', ({ n, at }) => {
      delays.push(Number(process.hrtime.bigint() - BigInt(at)) / 1e6);
      if (mine.has(n)) doubled += 1;
      mine.add(n);
    });
    return socket;
  });
  await Promise.all(sockets.map((socket) => socket.connected || once(socket, 'connect')));
  const gone = once(child, 'exit');
  child.stdin.write('go\n');
  await gone;
  for (const socket of sockets) socket.close();
  delays.sort((a, b) => a - b);
  const received = seen.reduce((sum, mine) => sum + mine.size, 0);
  return { delays, doubled, lost: clients * rate * SECONDS - received };
}

heading();
let port = 18300;
for (const shape of SHAPES) {
  const runs = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await one(shape, (port += 1)));
  const what = `socket.io, no rules: change → ${shape.clients} clients, ${shape.rate}/s`;
  line(`${what}, p50`, 'ms', runs.map((run) => percentile(run.delays, 0.5)));
  line(`${what}, p99`, 'ms', runs.map((run) => percentile(run.delays, 0.99)));
  line(`${what}, max`, 'ms', runs.map((run) => run.delays.at(-1)));
  line('  of these lost', '', runs.map((run) => run.lost));
  line('  of these doubled', '', runs.map((run) => run.doubled));
}
process.exit(0);
