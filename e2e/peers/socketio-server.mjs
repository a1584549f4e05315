// The reference: what a good Node programmer writes first. State in memory, the change itself sent to everybody, WebSocket
// transport only, no compression, no database, no access rules. Serves on the port given and prints a line when it is ready.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const [port, rate, seconds] = process.argv.slice(2).map(Number);
const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, serveClient: false });
// About as long as the frame VNR sends for a changed incident.
const filler = 'Papildināts apraksts par notikumu. '.repeat(8);
const incidents = new Map(Array.from({ length: 200 }, (_, id) => [id, { id, version: 1, description: '' }]));

function change(n) {
  const incident = incidents.get(n % incidents.size);
  incident.version += 1;
  incident.description = `${n} ${filler}`;
  // CLOCK_MONOTONIC: the same for every process of this machine.
  io.emit('incident', { ...incident, n, at: process.hrtime.bigint().toString() });
}

// The driver says when everybody is connected.
process.stdin.once('data', () => {
  const all = rate * seconds;
  const began = performance.now();
  let n = 0;
  const timer = setInterval(() => {
    // Changes fall due evenly; a timer that comes late catches up.
    for (; n < all && n <= ((performance.now() - began) / 1000) * rate; n += 1) change(n);
    if (n >= all) {
      clearInterval(timer);
      setTimeout(() => process.exit(0), 3000);
    }
  }, 1);
});

http.listen(port, '127.0.0.1', () => console.log('ready'));
