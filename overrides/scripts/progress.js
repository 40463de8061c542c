// The reader's own record: the lessons marked as done on this device, under their courses.
{
  const main = document.getElementById("main"), [, root, lang] = document.currentScript.src.match(/(.*\/)\w+\.(..)/);
  const home = location.href.startsWith(root + lang + "/") ? lang + "/" : "";
  const add = (parent, tag, text) => Object.assign(parent.appendChild(document.createElement(tag)), {textContent: text});
  const status = main.querySelector("[role=status]");
  let done = {};
  try {
    document.documentElement.style.fontSize = localStorage.text;
    done = JSON.parse(localStorage.done);
  } catch (error) {}
  const ids = Object.keys(done);
  main.querySelectorAll("[data-course]").forEach(course => {
    const mine = ids.filter(id => id.startsWith(course.dataset.course + "/"));
    if (!mine.length) return course.hidden = ids.length > 0;
    course.querySelector("p").textContent = "@@js_of@@".replace("{done}", mine.length).replace("{all}", course.dataset.lessons);
    const list = add(course, "ol", "");
    course.append(course.querySelector(".paper"));
    mine.forEach(id => {
      const [date, title, score] = done[id], item = add(list, "li", "");
      add(item, "a", title).href = root + home + id + "/index.html";
      add(item, "span", " – " + date + (score ? ", @@js_right@@ " + score : ""));
    });
  });
  status.textContent = ids.length ? "@@js_sum@@".replace("{done}", ids.length) : "@@js_none@@";
  if (ids.length) {
    const buttons = main.querySelector("[data-buttons]");
    add(buttons, "button", "@@js_print@@").onclick = () => print();
    add(buttons, "button", "@@js_forget@@").onclick = () => {
      if (!confirm("@@js_forget_sure@@")) return;
      localStorage.removeItem("done");
      location.reload();
    };
  }
}
