// Keeps the front page and the posts that a reader opened, for when there is no network.
// Loaded by /sw.js, which says in SITE what pages are drawn with.
/* global SITE */
const SHELL = `shell-${SITE.version}`;
const PAGES = 'pages';
const MOST_POSTS = 50;
const PATIENCE = 5000; // milliseconds for which a page that is kept waits for a newer one
const LANGUAGE = `(?:/(?:${SITE.languages.join('|')}))?`;
const FRONT = new RegExp(`^${LANGUAGE}/$`);
const POST = new RegExp(`^${LANGUAGE}/\\d{4}/\\d\\d/\\d\\d/[^/]+/$`);
const HASH = /\.[0-9a-f]{12}(?=\.\w+$)/;

const mayKeep = (url) => !url.search && (FRONT.test(url.pathname) || POST.test(url.pathname));

const keep = async (url, response) => {
  const pages = await caches.open(PAGES);
  const address = url.origin + url.pathname;
  if (response.status === 404 || response.status === 410) await pages.delete(address, { ignoreVary: true });
  // A page that is not for everyone says so.
  if (!response.ok || !/\bpublic\b/.test(response.headers.get('Cache-Control'))) return;
  await pages.put(address, response);
  const posts = (await pages.keys()).filter((request) => POST.test(new URL(request.url).pathname));
  await Promise.all(posts.slice(0, -MOST_POSTS).map((request) => pages.delete(request, { ignoreVary: true })));
};

// A page comes from the network, else, or where that takes too long, as it was when it was last opened.
const page = async (fresh, url) => {
  const pages = await caches.open(PAGES);
  const kept = await pages.match(url.origin + url.pathname, { ignoreVary: true });
  try {
    const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE, kept); });
    const response = await (kept ? Promise.race([fresh, late]) : fresh);
    return response.status >= 500 && kept ? kept : response;
  } catch {
    return kept ?? await caches.match(SITE.shell[0], { ignoreVary: true }) ?? Response.error();
  }
};

// A file whose name has its hash never changes; a page that was kept may name an earlier one.
const part = async (request, url) => {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(request, { ignoreVary: true });
  if (kept && HASH.test(url.pathname)) return kept;
  try {
    return await fetch(request);
  } catch {
    const plain = (address) => new URL(address).pathname.replace(HASH, '');
    const like = (await shell.keys()).find((other) => plain(other.url) === plain(url.href));
    return kept ?? (like && await shell.match(like, { ignoreVary: true })) ?? Response.error();
  }
};

addEventListener('install', (event) => {
  skipWaiting();
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll(SITE.shell)));
});

addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name !== SHELL && name !== PAGES);
    await Promise.all(old.map((name) => caches.delete(name)));
    await clients.claim();
    // The page that brought the worker was there before it.
    for (const client of await clients.matchAll()) {
      const url = new URL(client.url);
      if (mayKeep(url)) await keep(url, await fetch(client.url, { cache: 'force-cache' }));
    }
  })());
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/admin/')) return;
  if (request.mode === 'navigate') {
    const fresh = fetch(request);
    const kept = fresh.then((response) => mayKeep(url) && keep(url, response.clone()));
    event.waitUntil(kept.catch(() => {}));
    event.respondWith(page(fresh, url));
  } else if (url.pathname.startsWith('/static/')) {
    event.respondWith(part(request, url));
  }
});
