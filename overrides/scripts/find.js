// Search: words typed in any way (without marks, with a slip, in English) to lessons, best first.
// The index is cut into blocks of sorted terms; only the blocks of the words typed are loaded, then the titles to show.
// They are scripts and not data, because a page on disk may load scripts and nothing else. Made by courselib/web/search.py.
{
  const STARTS = "@@starts@@".split(","), ENTRIES = "@@entries@@", GROUP = "@@titles@@", FOLDER = "@@folder@@/";
  const STOPS = "@@stops@@".split(" "), TWINS = "@@twins@@".split(" "), SHOWN = "@@shown@@", DIGITS = "@@digits@@", WORTH = "@@worth@@".split(" ");
  const [, root, lang] = document.currentScript.src.match(/(.*\/)\w+\.(..)/);
  const form = document.forms[0], field = form.q, found = document.getElementById("found"), status = found.previousElementSibling;
  const blocks = {}, titles = {}, coming = {};

  const fold = text => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d");
  const split = text => text.toLowerCase().normalize().split(/[\s!-\/:-@[-`{-~\u00a0-\u00bf\u2000-\u206f]+/).filter(word => word);
  const words = text => split(text).map(fold);
  // Typed with marks, a stop word is known by them. Typed without, it may be the twin of a word that counts.
  const plain = STOPS.map(fold).filter(word => !TWINS.includes(word));
  const counts = text => split(text).filter(word => !(fold(text) === text ? plain : STOPS).includes(word)).map(fold);
  const load = name => coming[name] = coming[name] || new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = root + FOLDER + name + ".js";
    script.onload = done;
    script.onerror = () => failed(coming[name] = script.remove());
    document.head.append(script);
  });

  // The loaded scripts call these two.
  self.courseBlock = (number, lines) => {
    blocks[number] = new Map(lines.split("\n").map(line => line.split("\t")));
  };
  self.courseTitles = (first, rows) => rows.forEach((row, at) => titles[first + at] = row);

  const place = term => {
    let at = 0;
    while (at + 1 < STARTS.length && STARTS[at + 1] <= term) at++;
    return at;
  };
  const range = (from, to) => STARTS.slice(0, to + 1).map((_, at) => at).slice(from);
  const need = numbers => Promise.all(numbers.map(number => load("s" + number)));

  // Entry and weight of each posting: the step from the last one times the number of weights, plus the weight, in digits of five bits.
  const entries = text => {
    const read = [];
    let value = 0, unit = 1, last = -1;
    for (const letter of text) {
      const digit = DIGITS.indexOf(letter);
      value += digit % 32 * unit;
      unit *= 32;
      if (digit > 31) continue;
      last += Math.floor(value / WORTH.length) + 1;
      read.push([last, WORTH[value % WORTH.length]]);
      value = 0;
      unit = 1;
    }
    return read;
  };
  const look = term => {
    const text = (blocks[place(term)] || new Map).get(term);
    return text ? [text] : [];
  };
  const starting = part => {
    const all = [];
    for (const at of range(place(part), place(part + "~"))) {
      if (blocks[at]) blocks[at].forEach((text, term) => term.startsWith(part) && !term.includes(" ") && all.push(text));
    }
    return all;
  };

  // Telex that no keyboard turned into Vietnamese: tone letters, doubled vowels, dd, w.
  const telex = word => word.replace(/dd/g, "d").replace(/([aeo])\1/g, "$1").replace(/([aeiouy].*?)[sfrxjw]/g, "$1").replace(/w/g, "u");
  // One letter more, less, other, or two exchanged.
  const near = (one, other) => {
    if (Math.abs(one.length - other.length) > 1) return false;
    let at = 0;
    while (at < one.length && one[at] === other[at]) at++;
    const rest = (text, skip) => text.slice(at + skip);
    return rest(one, 1) === rest(other, 1) || rest(one, 1) === rest(other, 0) || rest(one, 0) === rest(other, 1) ||
      one[at] === other[at + 1] && one[at + 1] === other[at] && rest(one, 2) === rest(other, 2);
  };
  // What someone may have meant by a word that the library does not have.
  const meant = async word => {
    const raw = telex(word), tries = [];
    if (raw !== word) tries.push(raw);
    for (let at = 0; at < word.length; at++) {
      tries.push(word.slice(0, at) + word.slice(at + 1));
      if (at) tries.push(word.slice(0, at - 1) + word[at] + word[at - 1] + word.slice(at + 1));
    }
    await need([...new Set(tries.slice(0, 9).map(place))]);
    const exact = tries.filter(term => look(term).length);
    if (exact[0] === raw) return look(raw);
    const close = new Set([].concat(...exact.map(look)));
    for (const at in blocks) {
      blocks[at].forEach((text, term) => {
        if (near(word, term) || word.length > 4 && term.length > 3 && word.startsWith(term)) close.add(text);
      });
    }
    return [...close];
  };

  // Entries for the words typed, best first.
  const search = async text => {
    const typed = words(text), told = counts(text), useful = (told.length ? told : typed).slice(0, "@@words@@");
    const open = /\s$/.test(text) ? "" : typed[typed.length - 1], scores = {}, hits = {};
    const pairs = typed.slice(1).map((word, at) => typed[at] + " " + word).filter(pair => pair.split(" ").every(word => useful.includes(word)));
    const doubtful = word => fold(text) === text && TWINS.includes(word);
    const prefix = word => word === open && word.length > 2;
    // Of a word that is still being typed, the first two blocks are enough: its end will say more.
    await need([].concat(...useful.map(word => range(place(word), Math.min(place(prefix(word) ? word + "~" : word), place(word) + 1)))));
    await need(pairs.map(place).filter(at => !blocks[at]).slice(0, "@@pairs@@"));
    const count = (texts, worth, hit) => {
      const best = {};
      texts.forEach(one => entries(one).forEach(([entry, weight]) => best[entry] = Math.max(best[entry] || 0, weight)));
      const rare = Math.log(1 + ENTRIES / Object.keys(best).length);
      for (const entry in best) {
        scores[entry] = (scores[entry] || 0) + best[entry] * worth * rare;
        hits[entry] = (hits[entry] || 0) + hit;
      }
    };
    for (const word of new Set(useful)) {
      const exact = look(word), begun = prefix(word) ? starting(word) : [], sure = doubtful(word) ? .3 : 1;
      if (exact.length) count(exact, sure, sure);
      else if (begun.length) count(begun, .8, .9);
      else count(await meant(word), .6, .8);
    }
    pairs.forEach(pair => look(pair).length && count(look(pair), 1.5, 0));
    const rank = entry => scores[entry] * hits[entry];
    return Object.keys(scores).sort((one, other) => rank(other) - rank(one) || one - other);
  };

  let last = "", timer;
  const show = async () => {
    const text = field.value;
    if (text === last) return;
    last = text;
    try {
      const best = words(text).join("").length > 1 ? (await search(text)).slice(0, SHOWN) : [];
      await Promise.all([...new Set(best.map(entry => Math.floor(entry / GROUP)))].map(group => load(lang + group)));
      if (text !== last) return;
      found.textContent = "";
      best.forEach(entry => {
        const [title, path, note] = titles[entry], make = (parent, tag) => parent.appendChild(document.createElement(tag));
        const link = make(make(found, "li"), "a");
        link.href = root + path;
        make(link, "b").textContent = title;
        link.append(" ");
        make(link, "small").textContent = note;
      });
      status.textContent = words(text).join("").length < 2 ? "" : best.length ? "@@js_found@@ " + best.length : "@@js_not_found@@";
    } catch (error) {
      last = "";
      status.textContent = "@@js_search_failed@@";
    }
  };
  // A pause, and not each letter: what is loaded for half a word is paid for and thrown away.
  field.oninput = () => {
    clearTimeout(timer);
    timer = setTimeout(show, 400);
  };
  const go = event => {
    event.preventDefault();
    clearTimeout(timer);
    show().then(() => found.querySelector("a") && found.querySelector("a").focus());
  };
  form.onsubmit = go;
  field.onkeydown = event => {
    if (event.key === "ArrowDown") go(event);
  };
  show();
}
