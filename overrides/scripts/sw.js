// Answers with what the reader kept, and without a network with the pages visited. It fetches nothing by itself.
// Kept copies lie in one cache, whole and of one version; the entry "now" names it. offline.js fills it and moves the name.
const VISITS = 100;
const scope = registration.scope;

addEventListener("install", () => skipWaiting());
addEventListener("activate", event => event.waitUntil(clients.claim()));
addEventListener("fetch", event => {
  const request = event.request;
  // Anything but a page that is asked for with a question mark is to come fresh: so new copies pass by old ones.
  const fresh = request.mode !== "navigate" && request.url.includes("?");
  if (request.method === "GET" && request.url.startsWith(scope) && !fresh) event.respondWith(answer(event));
});

async function answer(event) {
  const request = event.request, address = request.url.replace(/[?#].*/, "").replace(/\/$/, "/index.html");
  // Asked twice: between the two questions offline.js may have moved the name and thrown the old cache away.
  const copy = await kept(address) || await kept(address);
  if (copy) return copy;
  try {
    const response = await fetch(request);
    if (response.ok && /^(document|script)$/.test(request.destination)) event.waitUntil(remember(address, response.clone()));
    return response;
  } catch (error) {
    return await caches.match(address, {cacheName: "visited"}) || sorry(request, address);
  }
}

async function kept(address) {
  const now = await caches.match(scope + "now", {cacheName: "kept"});
  return now && caches.match(address, {cacheName: await now.text()});
}

async function remember(address, response) {
  const visited = await caches.open("visited");
  await visited.put(address, response);
  const all = await visited.keys();
  if (all.length > VISITS) await visited.delete(all[0]);
}

async function sorry(request, address) {
  if (request.mode !== "navigate") return Response.error();
  const language = /^[a-z]{2}\//.exec(address.slice(scope.length)) || "", page = scope + language + "offline.html";
  if (address !== page && await kept(page)) return Response.redirect(page + "#" + address.slice(scope.length));
  return new Response("<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Offline</title><h1>@@sw_title@@</h1><p>@@sw_text@@", {status: 503, headers: {"Content-Type": "text/html"}});
}
