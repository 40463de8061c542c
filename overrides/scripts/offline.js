// Keeps parts of the library on the device, as the reader chooses.
// What is kept is one whole copy of one version, in a cache of its own. A new copy is filled beside it, each file compared
// with its sum; only when all are there does the entry "now" move to it, in one step. Until then the old one answers.
{
  const [, root, lang] = document.currentScript.src.match(/(.*\/)\w+\.(..)/);
  const box = document.getElementById("keep"), [list, links] = box.querySelectorAll("ul"), bar = box.querySelector("progress");
  const home = location.href.startsWith(root + lang + "/") ? lang + "/" : "";
  const status = document.querySelector("[role=status]"), say = text => status.textContent = text;
  const make = (tag, text, press) => Object.assign(document.createElement(tag), {textContent: text, onclick: press});
  const size = bytes => Math.ceil(bytes / 1e3) + " KB";
  const total = rows => rows.reduce((sum, row) => sum + row[2], 0);
  const every = choices => [...new Map([].concat(...Object.values(choices)).map(row => [row[0], row])).values()];
  const cached = (path, name) => caches.match(root + path, {cacheName: name});

  // The copy in use: the name of its cache, and as noted inside it the version, the day and the files of each choice.
  const present = async () => {
    const now = await cached("now", "kept"), name = now && await now.text(), note = name && await cached("note", name);
    return note ? Object.assign(await note.json(), {name}) : {choices: {}};
  };

  const get = async (path, right) => {
    const response = await fetch(root + path + "?" + (right || Date.now())).catch(() => { throw "@@js_cut@@"; });
    const body = response.ok && await response.arrayBuffer().catch(() => { throw "@@js_cut@@"; });
    const sum = body && right && new Uint8Array(await crypto.subtle.digest("SHA-256", body)).slice(0, 8);
    if (!body || right && Array.from(sum, byte => (byte + 256).toString(16).slice(1)).join("") !== right) throw "@@js_bad@@";
    return right ? new Response(body, {headers: {"Content-Type": response.headers.get("Content-Type"), "X-Sum": right}}) : JSON.parse(new TextDecoder().decode(body));
  };

  // A list has a row for each file: path, sum, bytes, title, language, lesson. No language means that all readers need it.
  const rows = async (news, choice) => {
    const [kind, what] = choice.split(":"), found = [];
    for (const course in news.lists) {
      if (kind === "all" || !course || (what + "/").startsWith(course + "/") || course.startsWith(what + "/")) {
        found.push(...await (await get("offline/" + (course.replace("/", "-") || "shell") + ".json", news.lists[course])).json());
      }
    }
    return found.filter(row => kind === "all" ? !row[4] || row[4] === what : kind !== "lesson" || !row[5] || row[5] === what);
  };

  const fill = async names => {
    const news = await get("offline/index.json"), old = await present(), choices = {};
    for (const choice of names) choices[choice] = (await rows(news, choice)).map(row => row.slice(0, 4));
    // A copy of this version that was cut off is gone on with. The one in use is never written to.
    const copies = (await caches.keys()).filter(one => one.startsWith("copy "));
    const name = copies.find(one => one !== old.name && one.startsWith("copy " + news.version)) || "copy " + news.version + " " + Date.now();
    const copy = await caches.open(name), wanted = every(choices), queue = wanted.slice();
    let ready = 0, failed;
    const take = async ([path, right, bytes]) => {
      for (const one of [name, ...copies]) {
        const there = await cached(path, one);
        if (there && there.headers.get("X-Sum") === right) return one === name || copy.put(root + path, there);
      }
      await copy.put(root + path, await get(path, right));
    };
    const work = async () => {
      while (queue.length && !failed) {
        const row = queue.shift();
        await take(row).catch(error => failed = failed || error);
        ready += row[2];
        bar.value = ready / total(wanted);
        say("@@js_loading@@ " + size(ready) + " / " + size(total(wanted)));
      }
    };
    await Promise.all([work(), work(), work()]);
    if (failed) throw failed;
    for (const [path, right] of wanted) {
      const there = await cached(path, name);
      if (!there || there.headers.get("X-Sum") !== right) throw "@@js_bad@@";
    }
    await copy.put(root + "note", new Response(JSON.stringify({version: news.version, names: news.names, choices})));
    await (await caches.open("kept")).put(root + "now", new Response(name));
    localStorage.kept = news.version;
    await sweep(name);
  };

  const sweep = async name => {
    for (const one of await caches.keys()) if (one.startsWith("copy ") && one !== name) await caches.delete(one);
  };

  const drop = async choice => {
    const now = await present();
    delete now.choices[choice];
    const left = every(now.choices).map(row => root + row[0]).concat(root + "note");
    if (left.length === 1) {
      // First the name, then what it names: the worker never finds a name without its copy.
      await caches.delete("kept");
      localStorage.removeItem("kept");
      return sweep();
    }
    const copy = await caches.open(now.name);
    await copy.put(root + "note", new Response(JSON.stringify(now)));
    for (const request of await copy.keys()) if (!left.includes(request.url)) await copy.delete(request);
  };

  const lock = on => document.querySelectorAll("main button").forEach(one => one.disabled = on);

  const run = (job, done) => async () => {
    bar.hidden = false;
    lock(true);
    const alone = navigator.locks ? task => navigator.locks.request("keep", task) : task => task();
    let said = done;
    await alone(job).catch(error => {
      const full = error.name === "QuotaExceededError";
      said = (full ? "@@js_full@@" : error.name ? "@@js_failed@@" : error) + " @@js_safe@@";
      return full && present().then(now => sweep(now.name));
    });
    bar.hidden = true;
    await show();
    say(said);
    status.focus();
  };

  const show = async () => {
    const now = await present(), news = await get("offline/index.json").catch(() => 0), kept = every(now.choices);
    const page = decodeURIComponent(location.hash.slice(1)), part = page.split("/"), lesson = "lesson:" + page;
    const own = news && part[2] ? await rows(news, lesson).catch(() => []) : [], names = (news || now).names || {};
    lock(false);
    // When the line breaks now, the choices that are there can be tried again.
    if (!news && list.firstChild) return;
    list.textContent = links.textContent = "";
    // What is near to where the reader comes from is first; what is kept can be removed whatever became of it.
    const near = [lesson, "course:" + part[0] + "/" + part[1], "group:" + part[0], "all:" + lang];
    new Set([...near, ...Object.keys(names), ...Object.keys(now.choices)]).forEach(choice => {
      const there = now.choices[choice], rest = there || choice === lesson && own || [];
      const row = rest.find(row => row[3] && row[0] === home + choice.slice(7) + "/index.html");
      const text = names[choice] ? names[choice][lang] : row ? row[3] : there && choice;
      const bytes = there ? total(there) : news && (news.sizes[choice] || total(rest.filter(row => row[4]))) + (kept.length ? 0 : news.sizes.shell);
      if (!text || !bytes) return;
      const button = there ? make("button", "@@js_drop@@", run(() => drop(choice), "@@js_removed@@"))
        : make("button", "@@js_keep_now@@", run(() => fill([...Object.keys(now.choices), choice]), "@@js_ready@@"));
      button.setAttribute("aria-label", button.textContent + ": " + text);
      list.appendChild(make("li", "")).append(make("b", text), make("small", (there ? "✓ " : "") + size(bytes)), button);
    });
    kept.filter(row => row[3] && (home ? row[0].startsWith(home) : row[0][2] !== "/")).forEach(row => {
      links.appendChild(make("li", "")).append(Object.assign(make("a", row[3]), {href: root + row[0]}));
    });
    links.previousElementSibling.hidden = !kept.length;
    if (!news) say(kept.length ? "@@js_offline@@" : "@@js_nothing@@");
    else if (kept.length && news.version !== now.version) {
      say("@@js_newer@@");
      status.append(" ", make("button", "@@js_update@@", run(() => fill(Object.keys(now.choices)), "@@js_ready@@")));
    }
  };

  try {
    document.documentElement.style.fontSize = localStorage.text;
  } catch (error) {}
  if (/^http/.test(root) && navigator.serviceWorker) {
    box.hidden = false;
    navigator.serviceWorker.register(root + "sw.js", {updateViaCache: "all"});
    show();
    onhashchange = show;
  } else say("@@js_cannot@@");
}
