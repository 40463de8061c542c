// Helps while reading: larger text, listening, sharing, keeping, progress, score. The page is whole without them.
{
  const doc = document, html = doc.documentElement, main = doc.getElementById("main");
  const [, root, lang] = doc.currentScript.src.match(/(.*\/)\w+\.(..)/), page = location.href.replace(/[?#].*/, "");
  const home = page.startsWith(root + lang + "/") ? lang + "/" : "";
  const name = href => href.slice((root + home).length).replace(/\/?(index\.html)?$/, "");
  const all = what => [...main.querySelectorAll(what)];
  const make = (tag, text, press) => Object.assign(doc.createElement(tag), {textContent: text, onclick: press});
  const link = (text, target) => Object.assign(make("a", text), {href: root + home + target});
  const store = (key, value) => {
    try { localStorage[key] = value; } catch (error) {}
  };
  const recall = key => {
    try { return localStorage[key]; } catch (error) {}
  };
  const done = () => JSON.parse(recall("done") || "{}");
  const bar = make("div");
  bar.className = "tools";
  // The policy of the page lets no style in but through the sheet that is there.
  doc.styleSheets[0].insertRule(`@media all{
html{scroll-padding-bottom:4.5rem}
.tools{display:flex;flex-wrap:wrap;position:sticky;bottom:0;max-height:100vh;overflow:auto;border-top:1px solid var(--line);background:var(--paper)}
.tools a,.tools button{flex:auto;margin:2px;padding:6px 10px;font:inherit;font-size:min(.9rem,18px);color:var(--brand);background:var(--paper);border:2px solid;border-radius:2rem;text-align:center;text-decoration:none}
.tools div{order:-1;width:100%;padding:.5rem;text-align:center}
.lesson .tools{position:static}
.tools img{width:11rem;max-width:100%;background:#fff}
.tools [hidden]{display:none}
@media(max-height:31em){.tools{position:static}}
@media print{.tools{display:none}}}`, 0);

  const sizes = ["", "1.4rem", "1.75rem"];
  bar.append(make("button", "@@js_size@@", () => {
    const next = sizes[(sizes.indexOf(html.style.fontSize) + 1) % 3];
    store("text", html.style.fontSize = next);
  }));

  // Only a voice of the device: one that speaks over the network would tell another host what is read.
  const told = (main.querySelector("[lang]") || html).lang, speech = window.speechSynthesis, voice = () => speech.getVoices().find(one => one.localService && one.lang.slice(0, 2) === told);
  const say = make("button", "@@js_listen@@", () => {
    const blocks = all("h1,h2,h3,p,li,summary,figcaption"), heads = all("h1,h2");
    const at = Math.max(0, heads.filter(one => one.getBoundingClientRect().top < innerHeight / 2).length - 1);
    if (speech.speaking) return speech.cancel();
    say.textContent = "@@js_stop@@";
    blocks.slice(blocks.indexOf(heads[at]), heads[at + 1] && blocks.indexOf(heads[at + 1])).forEach(one => {
      // Answers that are still closed, and what its parent has said already.
      if (!one.getClientRects().length || one.closest("details:not([open]) p") || one.parentNode.closest("li,p")) return;
      speech.speak(Object.assign(new SpeechSynthesisUtterance(one.innerText), {lang: told, voice: voice(), onend: rest, onerror: rest}));
    });
  });
  const rest = () => speech.pending || (say.textContent = "@@js_listen@@");
  if (speech) {
    (speech.onvoiceschanged = () => say.hidden = !voice())();
    onpagehide = () => speech.cancel();
    bar.append(say);
  }

  const address = (doc.querySelector("[rel=canonical]") || location).href, sheet = make("div");
  const share = make("button", "@@js_share@@", () => {
    if (all(".lesson")[0] && !sheet.querySelector("img")) sheet.prepend(Object.assign(new Image, {src: "qr.svg", alt: "@@js_code@@"}));
    share.setAttribute("aria-expanded", !(sheet.hidden = !sheet.hidden));
  });
  share.setAttribute("aria-expanded", false);
  sheet.hidden = true;
  sheet.append(make("p", address));
  if (navigator.share) sheet.append(make("button", "@@js_send@@", () => navigator.share({title: doc.title, url: address}).catch(rest)));
  if (navigator.clipboard) {
    const copy = make("button", "@@js_copy@@", () => navigator.clipboard.writeText(address).then(() => copy.textContent = "@@js_copied@@"));
    sheet.append(copy);
  }
  bar.append(share, sheet);

  const worker = navigator.serviceWorker;
  if (worker && /^http/.test(page)) {
    bar.append(link("@@js_keep@@", "offline.html#" + name(page)));
    if (!worker.controller) {
      worker.register(root + "sw.js", {updateViaCache: "all"}).catch(rest);
      // The page came before the worker; the browser still has it.
      fetch(page, {cache: "force-cache"}).then(answer => caches.open("visited").then(cache => cache.put(page.replace(/\/$/, "/index.html"), answer))).catch(rest);
    }
    const kept = recall("kept");
    if (kept) fetch(root + "offline/index.json").then(answer => answer.json()).then(news => {
      if (news.version !== kept) bar.prepend(link("@@js_newer@@", "offline.html"));
    }).catch(rest);
  }

  const quiz = all(".ask"), first = new Map, score = make("p");
  if (quiz.length) {
    score.setAttribute("role", "status");
    all(".yes,.not").pop().after(score);
    main.addEventListener("toggle", event => {
      let ask = event.target;
      if (!ask.open || !/yes|not/.test(ask.className)) return;
      const right = ask.className === "yes";
      while (ask.className !== "ask") ask = ask.previousElementSibling;
      if (!first.has(ask)) first.set(ask, right);
      score.textContent = "@@js_score@@ " + [...first.values()].filter(one => one).length + "/" + quiz.length;
    }, true);
    const id = name(page), mark = make("button", "", () => {
      const kept = done();
      if (kept[id]) delete kept[id];
      else kept[id] = [new Date().toLocaleDateString(lang), doc.querySelector("h1").textContent, score.textContent.split(" ").pop()];
      store("done", JSON.stringify(kept));
      show();
    }), record = link("@@js_record@@", "progress.html"), marks = make("div"), show = () => {
      const kept = done()[id];
      mark.textContent = kept ? "✓ @@js_done@@ " + kept[0] : "@@js_mark@@";
      mark.setAttribute("aria-pressed", !!kept);
      record.hidden = !kept;
    };
    marks.className = "tools";
    marks.append(mark, record);
    if (all(".lesson")[0]) {
      score.after(marks);
      show();
    }
  }

  all(".count").forEach(list => {
    const lessons = [...list.querySelectorAll("li>a:first-child")], known = lessons.filter(one => done()[name(one.href)]);
    known.forEach(one => one.prepend("✓ "));
    if (known[0]) list.previousElementSibling.append(" ✓ " + known.length + "/" + lessons.length);
  });
  main.append(bar);
  doc.querySelector("[rel=icon]").href = root + "icon.svg";
}
