// Says so when there is no connection. It keeps what that one page needs, and never a page with words of people.
const NAME = "buuv-{{ mark }}";
const FILES = {{ files | tojson }};
const PAGES = {{ pages | tojson }};

addEventListener("install", (event) => {
  // Fetched as a visitor, so that nobody's name is on the page that stays.
  const asked = [...PAGES.map((url) => new Request(url, { cache: "reload", credentials: "omit" })), ...FILES];
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(asked)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
    // The page is asked for while this worker starts, so that it costs no time.
    await registration.navigationPreload?.enable();
  })());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.mode === "navigate") event.respondWith(go(event, /^\/en(\/|$)/.test(pathname) ? PAGES[1] : PAGES[0]));
  else if (FILES.includes(pathname)) event.respondWith(find(pathname).then((kept) => kept || fetch(request)));
});

const find = (url) => caches.match(url, { ignoreVary: true });

async function go(event, offline) {
  try {
    return (await event.preloadResponse) || (await fetch(event.request));
  } catch {
    return (await find(offline)) || Response.error();
  }
}
