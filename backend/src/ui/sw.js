// The service worker of the officer's screens: they start without a network, from files that carry the hash of their contents
// in their names. Commands and data never pass through here: what goes to /api goes to the network or nowhere.
//
// The server writes the first three constants from the files it carries, so another build is another worker. A new one is
// fetched and kept beside the old one, and takes over only when a person says so ("take over") or no page is open any more.
const VERSION = '@version@';
const SHELL = @shell@;
const LATER = @later@;

const CACHE = `vnr-tablet-${VERSION}`;
const DOCUMENT = '/tablet';

self.addEventListener('install', (event) => {
  const keep = (paths) =>
    caches.open(CACHE).then((cache) => cache.addAll(paths.map((path) => new Request(path, { cache: 'no-cache' }))));
  // Streets are worth having and not worth waiting for: on a bad link the application is there first, the map after it.
  event.waitUntil(keep(SHELL).then(() => { keep(LATER).catch(() => {}); }));
});

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('vnr-tablet-') && name !== CACHE;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith('/api/')) return;
  const page = event.request.mode === 'navigate';
  if (page && url.pathname !== DOCUMENT && !url.pathname.startsWith(`${DOCUMENT}/`)) return;
  const wanted = page ? DOCUMENT : url.pathname;
  event.respondWith(
    caches.open(CACHE).then((cache) => cache.match(wanted)).then((kept) => kept ?? fetch(event.request)),
  );
});
